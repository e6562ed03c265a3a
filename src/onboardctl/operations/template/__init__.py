"""Mail templates: shown, checked, copied."""
