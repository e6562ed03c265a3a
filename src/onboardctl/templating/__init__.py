"""Mail templates: found, checked and rendered with nothing left blank."""
