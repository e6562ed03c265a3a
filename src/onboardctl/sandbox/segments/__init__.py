"""What a segment adds to the common tables, one module for each."""
