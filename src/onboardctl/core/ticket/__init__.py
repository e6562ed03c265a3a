"""One ticket of a partner: its facts, its stages, what may be decided, its read rows."""
