"""Tickets: opened and worked on, listed, shown and explained, taken over from elsewhere."""
