"""What partners tell us, from the first word to the answer they heard."""
