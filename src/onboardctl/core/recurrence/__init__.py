"""Recurring work: rules, the days they fall on, and occurrences with their identity.

The texts of a playbook are read by :mod:`onboardctl.core.recurrence.text`, rules for other
calendars written by :mod:`onboardctl.core.recurrence.export`.
"""

from onboardctl.core.recurrence.occurrence import Change, Life, Occurrence, occurrences
from onboardctl.core.recurrence.rule import Rule, days

__all__ = ["Change", "Life", "Occurrence", "Rule", "days", "occurrences"]
