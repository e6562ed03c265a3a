"""A store that the demonstration made, and may make anew: marked as such, so that no real one goes."""

from __future__ import annotations

from contextlib import closing

from onboardctl.core.errors import Conflict
from onboardctl.store.postgres import address, opening, schema

_MARK = "example"


def mark(location: str) -> None:
    """Say that a store is an example."""
    where = address.parse(location)
    with closing(opening.connected(where, location)) as connection:
        schema.note(connection, **{_MARK: "yes"})


def drop(location: str, *, replace: bool) -> None:
    """Remove an example with everything in its schema.

    Raises:
        Conflict: ``store.exists``: it is no example, or must stay.
    """
    where = address.parse(location)
    with closing(opening.connected(where, location)) as connection:
        is_example = opening.meta(connection, where).get(_MARK) == "yes"
        if not (is_example and replace):
            hint = "add --replace to build the example anew" if is_example else None
            raise Conflict(
                "store.exists",
                f"there is a store in the schema {where.schema} of {where.location} already;"
                " it was left as it is",
                hint=hint or "name another schema with ?schema=NAME at the end of the URL",
            )
        connection.execute(f"DROP SCHEMA {where.schema} CASCADE".encode())
