"""KPIs: defined, measured, kept by period, explained and compared."""
