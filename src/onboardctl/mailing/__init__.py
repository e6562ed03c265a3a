"""Mail servers: the connection, the login, and the password that is never kept."""
