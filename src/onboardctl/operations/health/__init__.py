"""Health as operations: readings from the store, scores, what is kept and frozen, what is taken up."""
