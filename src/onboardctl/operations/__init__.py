"""One function for each verb: load, decide, append facts, answer with a Result."""
