"""The morning list and where its lines come from."""
