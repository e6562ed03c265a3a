"""One model of a report, which every format prints: the same numbers, n and verdicts everywhere."""
