"""Words of promises that more than one operation knows."""

BEFORE = "before_"
"""How the start of a promise begins that falls due before something else, not after it."""
