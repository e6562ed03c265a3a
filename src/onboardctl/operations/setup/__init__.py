"""The workspace, its settings, its store, and whether all of it is well."""
