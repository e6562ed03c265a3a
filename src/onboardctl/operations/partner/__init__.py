"""Partners: taken on, edited, paused, and people forgotten."""
