"""Outages of services, from which availability is counted (A6)."""
