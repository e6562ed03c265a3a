"""The command line: parse flags, call one operation, hand its result to the output."""
