"""The store on a PostgreSQL server: one schema of its own, the same named SQL.

psycopg is imported only where a connection is made, and only when the store is a URL.
"""
