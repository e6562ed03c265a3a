"""Our SQL as PostgreSQL wants it: named values, types, and numbers given out without gaps.

A query is written once, for SQLite; ``:name`` becomes ``%(name)s``. In definitions of tables TEXT
sorts by code points and INTEGER has 64 bits, as both do in SQLite.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEFT_ALONE = r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | --[^\n]* | /\*.*?\*/"""
_QUERY = re.compile(
    rf"(?P<kept>{_LEFT_ALONE} | ::) | :(?P<name>[a-z_][a-z0-9_]*)", re.VERBOSE | re.DOTALL
)
_TYPES = re.compile(
    rf"(?P<kept>{_LEFT_ALONE}) | \b(?P<type>TEXT|INTEGER)\b", re.VERBOSE | re.DOTALL
)
_TYPE = {"TEXT": 'TEXT COLLATE "C"', "INTEGER": "BIGINT"}
_SHAPE = re.compile(r"\{\{(?:strict|clustered)\}\}")
"""How SQLite lays out a table; a server has one way."""
_STATEMENT_END = re.compile(rf"(?P<kept>{_LEFT_ALONE}) | (?P<end>;)", re.VERBOSE | re.DOTALL)
_IDENTITY = re.compile(
    r"CREATE\s+TABLE\s+(?P<table>\w+)\s*\(.*?\b(?P<column>\w+)\s+\{\{identity\}\}", re.DOTALL
)
PLAIN_INSERT = re.compile(
    r"INSERT INTO (?P<table>\w+) \((?P<columns>[^()]+)\)\s+VALUES \((?P<values>[^()]+)\)"
    r"(?P<more>\s+ON CONFLICT \((?P<key>[^()]+)\) DO [^:]+)?;?\s*$",
    re.DOTALL,
)
"""An insert that takes its values as they come, so that many of them can be copied in at once."""

NEXT_NUMBER = """CREATE FUNCTION next_number(place regclass, named text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE latest bigint;
BEGIN
    EXECUTE format('SELECT max(%I) FROM %s', named, place) INTO latest;
    RETURN COALESCE(latest, 0) + 1;
END $$"""
"""Numbers one after the other, as SQLite gives them: a sequence leaves a gap where a change was
refused or only tried. Writers queue, so nobody takes the same one."""


def query(text: str) -> str:
    """A named query with ``%(name)s`` for ``:name``; strings, remarks, ``::`` and ``%`` stay."""

    def replaced(found: re.Match[str]) -> str:
        return found["kept"] or f"%({found['name']})s"

    return _QUERY.sub(replaced, text.replace("%", "%%"))


def definitions(script: str) -> Iterator[str]:
    """The statements of a migration, one by one."""
    for statement in statements(script):
        identity = _IDENTITY.search(statement)
        plain = statement.replace("{{identity}}", "INTEGER PRIMARY KEY")
        plain = _SHAPE.sub("", plain)
        yield _TYPES.sub(lambda found: found["kept"] or _TYPE[found["type"]], plain)
        if identity:
            table, column = identity["table"], identity["column"]
            yield (
                f"ALTER TABLE {table} ALTER {column} SET DEFAULT next_number('{table}', '{column}')"
            )


def statements(script: str) -> Iterator[str]:
    """A script cut at its semicolons; those in strings and remarks do not count."""
    begin = 0
    for found in _STATEMENT_END.finditer(script):
        if found["end"]:
            yield script[begin : found.start()].strip()
            begin = found.end()
    rest = re.sub(r"--[^\n]*", "", script[begin:]).strip()
    if rest:
        raise LookupError(f"a migration ends in an unfinished statement: {rest[:60]}")


def quoted(name: str) -> str:
    """A name as an identifier."""
    return '"' + name.replace('"', '""') + '"'
