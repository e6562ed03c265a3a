"""Actions: what somebody will do about a number, until when, and what became of it."""
