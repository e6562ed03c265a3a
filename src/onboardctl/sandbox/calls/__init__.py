"""The API of a sandbox without a server: a key, the hourly limit, and answers from the rows."""
