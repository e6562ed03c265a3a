"""Where a sandbox goes: a SQLite file, a PostgreSQL schema, or a folder of files.

All are filled from one stream of rows, so the checksums of their tables are equal. A target is
replaced whole or not at all, and only when it is this partner's sandbox.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.watching import NOBODY

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from onboardctl.sandbox.database import Database
    from onboardctl.sandbox.manifest import Manifest
    from onboardctl.sandbox.tenant import Tenant
    from onboardctl.sandbox.watching import Watch

    Check = Callable[[sqlite3.Connection, Manifest], None]
    """Looks at new rows before they are put in place; what it raises discards them."""
    Before = Callable[[Database, Manifest], None]
    """Looks at the sandbox that is about to be replaced; what it raises leaves it alone."""


class Built(NamedTuple):
    """A sandbox that was put in place."""

    manifest: Manifest
    own_rows: int
    size_bytes: int


class Target(Protocol):
    """A place for one partner's sandbox. ``location`` is what people are shown of it."""

    location: str
    form: str

    def held(self) -> Manifest | None:
        """The manifest of the sandbox that is there, ``None`` when nothing is.

        Raises:
            Refused: something else is there.
        """

    def check(self, partner_id: str) -> Manifest | None:
        """The same, refusing the sandbox of another partner as well."""

    def seed(
        self,
        tenant: Tenant,
        check: Check,
        before: Before | None = None,
        watch: Watch = NOBODY,
    ) -> Built:
        """Replace what is there by a tenant, keeping the partner's own rows.

        Raises:
            Refused: what is there is not this partner's sandbox.
            Conflict: somebody else is writing it, or own rows refer to rows that would go.
            StoreError: the target cannot be written; it is as it was.
        """

    def reading(self) -> AbstractContextManager[Database]:
        """The sandbox, to be read."""

    def changing(self) -> AbstractContextManager[Database]:
        """The sandbox in one transaction, with nobody else writing it."""

    def examined(self) -> AbstractContextManager[sqlite3.Connection]:
        """All its rows for SQLite to examine; nothing done there reaches the sandbox."""

    def size_bytes(self) -> int:
        """How much room it takes."""

    def drop(self) -> None:
        """Remove it with everything in it."""


def unlike(manifest: Manifest, schema: str, partner_id: str, location: str) -> None:
    """Refuse the sandbox of another partner.

    Raises:
        Refused: it is one.
    """
    from onboardctl.core.errors import Refused

    if (manifest.schema_name, manifest.partner_id) != (schema, partner_id):
        raise Refused(
            "sandbox.owner",
            f"{location} is the sandbox of {manifest.partner_id} ({manifest.schema_name}), "
            f"not of {partner_id} ({schema})",
        )


def refuse_strangers(location: str, strangers: list[Any]) -> None:
    """Refuse to replace a sandbox in which somebody keeps tables or views of their own.

    Raises:
        Refused: there are some; replacing the sandbox would lose them.
    """
    from onboardctl.core.errors import Refused
    from onboardctl.core.names import listed

    if strangers:
        raise Refused(
            "sandbox.own_tables",
            f"{location} also holds {listed(strangers)}, which would be lost; it was left alone",
            hint="move what is yours elsewhere first; rows of your own in its tables are kept",
        )
