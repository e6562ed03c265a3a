"""The formats a report leaves in."""

PRINTED = ("table", "md", "csv", "json")
"""Those a terminal can show."""
DRAWN = ("html", "xlsx", "pptx", "pdf")
"""Those with charts."""
FORMATS = (*PRINTED, *DRAWN)
