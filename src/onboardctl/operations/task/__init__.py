"""Tasks: shown, marked, dated by hand, and what follows when they change."""
