"""SLA policies in force, and the report over all clocks."""
