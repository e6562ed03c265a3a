"""Mails and promises that partners are owed."""
