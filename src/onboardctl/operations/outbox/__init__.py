"""The outbox at work: put in, sent once, looked at, decided about."""
