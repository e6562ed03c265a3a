"""Calendars and absences: shown, counted with, imported."""
