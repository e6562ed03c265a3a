"""Playbooks: shown, checked, compared, copied."""
