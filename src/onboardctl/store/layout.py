"""Which layout of the store this program reads and writes."""

APPLICATION_ID = 0x6F6E6264
"""Marks the file as ours in its header: the letters ``onbd``."""
LAYOUT = 35
"""Number of the newest migration under ``store/migrations``; a test holds the two together."""
