"""Playbooks, calendars and KPI files in YAML, read, checked and compiled to core values."""
