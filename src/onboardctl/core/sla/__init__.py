"""SLA policies, and clocks worked out anew from what happened to a ticket."""
