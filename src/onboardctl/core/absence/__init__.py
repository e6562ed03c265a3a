"""Stretches in which one of our people is away, as facts that can be taken back."""
