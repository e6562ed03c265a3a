"""Files in: rows of CSV, JSON or JSON Lines, read one at a time, checked, and stored in batches.

Every ``… import`` command uses it, so that all of them refuse, reject and report alike.
"""

from onboardctl.operations.importing.batches import load
from onboardctl.operations.importing.reading import Column, Record, RejectedRowError, open_table
from onboardctl.operations.importing.result import imported

__all__ = ["Column", "Record", "RejectedRowError", "imported", "load", "open_table"]
