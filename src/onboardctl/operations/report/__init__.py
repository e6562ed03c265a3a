"""Reports: what each one says, and how it leaves in the format that was asked for."""
