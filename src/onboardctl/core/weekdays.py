"""The days of the week as playbooks and calendars write them."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Monday first, as ``date.weekday()`` counts."""
