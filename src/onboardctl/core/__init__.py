"""Pure rules of the field: no files, no SQL, no clock, no randomness."""
