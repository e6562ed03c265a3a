"""The statements that make and fill a table, for SQLite and for PostgreSQL.

Only the names of types differ, and when references are declared: PostgreSQL checks each of them as
a row arrives, so there they are added to the full tables.
"""

from onboardctl.sandbox.schema.columns import DAY, DECIMAL, INSTANT, TEXT, WHOLE, Table

_SQLITE = {TEXT: "TEXT", WHOLE: "INTEGER", DECIMAL: "REAL", DAY: "TEXT", INSTANT: "TEXT"}
_POSTGRES = {**_SQLITE, WHOLE: "BIGINT", DECIMAL: "NUMERIC"}


def create_table(table: Table, *, postgres: bool = False) -> str:
    """The statement that creates a table without its indexes.

    PostgreSQL gets neither primary key nor references here; see :func:`constraints`.
    """
    types = _POSTGRES if postgres else _SQLITE
    lines = []
    for column in table.columns:
        line = f"{column.name} {types[column.kind]}"
        if not postgres and column.name == table.key:
            line += " PRIMARY KEY" if column.kind == WHOLE else " PRIMARY KEY NOT NULL"
        elif not column.empty:
            line += " NOT NULL"
        if not postgres and column.references:
            line += f" REFERENCES {column.references}"
        lines.append(line)
    body = f"CREATE TABLE {table.name} (\n  " + ",\n  ".join(lines) + "\n)"
    return body if postgres else f"{body} STRICT"


def create_indexes(table: Table) -> list[str]:
    """The statements that create a table's unique keys and indexes."""
    statements = []
    for unique, groups in (("UNIQUE ", table.unique), ("", table.indexes)):
        for columns in groups:
            name = "_".join((table.name, *columns))
            statements.append(f"CREATE {unique}INDEX {name} ON {table.name} ({', '.join(columns)})")
    return statements


def primary_key(table: Table) -> str:
    """The statement that gives a full table its primary key, on PostgreSQL."""
    return f"ALTER TABLE {table.name} ADD PRIMARY KEY ({table.key})"


def references(table: Table) -> list[str]:
    """The statement that declares and checks all references of a full table, on PostgreSQL."""
    added = [
        f"ADD FOREIGN KEY ({column.name}) REFERENCES {column.references}"
        for column in table.columns
        if column.references
    ]
    return [f"ALTER TABLE {table.name} {', '.join(added)}"] if added else []


def insert_into(table: Table) -> str:
    """The statement that adds one row, on SQLite."""
    return f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})"
