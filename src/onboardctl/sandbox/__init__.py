"""Believable synthetic tenants, the same for the same seed and day."""
