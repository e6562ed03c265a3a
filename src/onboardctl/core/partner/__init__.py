"""One partner with its plan: state, what may be decided, and how facts change it."""
