"""Mails made for a partner: whose words, whose figures, and what is missing."""
