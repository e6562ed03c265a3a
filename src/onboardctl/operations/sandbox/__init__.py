"""Sandboxes: seeded, verified, called, cared for."""
