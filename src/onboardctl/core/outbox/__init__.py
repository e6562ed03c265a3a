"""The outbox: what may happen to a mail between the decision to send it and its arrival."""
