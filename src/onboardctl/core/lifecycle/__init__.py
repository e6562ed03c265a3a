"""The partnership over the years: stages, scores, decisions, and what they allow."""

LIFECYCLE = "partnership-lifecycle"
"""The playbook whose stages partnerships go through; a workspace may have its own of that name."""
