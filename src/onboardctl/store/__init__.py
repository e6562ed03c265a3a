"""Facts and read tables: the only place that knows SQL."""
