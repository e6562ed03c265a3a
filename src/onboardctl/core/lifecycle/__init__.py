"""The partnership over the years: stages, scores, decisions, and what they allow."""
