"""Results in, text out: tables, Markdown, CSV and the JSON envelope."""
