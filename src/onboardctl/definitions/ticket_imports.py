"""How an export of tickets is read: which column is what, and how its words are ours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from onboardctl import resources
from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

EVENT_FIELDS = (
    "ticket", "event", "at", "partner", "title", "priority", "category", "source", "owner",
    "value", "text",
)  # fmt: skip
TICKET_FIELDS = (
    "ticket", "partner", "title", "priority", "category", "source", "owner", "created_at",
    "started_at", "replied_at", "resolved_at", "closed_at", "text",
)  # fmt: skip
REQUIRED = {"events": ("ticket", "event", "at"), "tickets": ("ticket", "partner", "created_at")}


class TicketMapping(NamedTuple):
    """One form of file.

    Attributes:
        system: goes before a ticket's id in it; empty for none.
        rows: ``events`` (one row for each thing that happened) or ``tickets`` (one for each).
        columns: our field to the headings it may have.
        values: our field to its words in the file, lower case, and what they are here.
        times: formats of times beside ISO, as ``strptime`` reads them.
    """

    name: str
    system: str
    rows: str
    columns: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[str, str]]
    times: tuple[str, ...] = ()


def bundled_names() -> tuple[str, ...]:
    """The forms that come with the program."""
    folder = resources.bundled("playbooks") / "shared" / "imports"
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


def load_mapping(name: str) -> TicketMapping:
    """A form by its name, or a file of one's own.

    Raises:
        NotFound: there is none of that name.
        InvalidInput: the file breaks the format.
    """
    from onboardctl import yamlfile

    path = Path(name)
    if path.suffix not in {".yaml", ".yml"}:
        path = resources.bundled("playbooks") / "shared" / "imports" / f"{name}.yaml"
    if not path.is_file():
        known = bundled_names()
        raise NotFound(
            "mapping.unknown",
            f'there is no mapping "{name}"{did_you_mean(name, known)}',
            hint=f"it has {listed(known)}; a file of your own ends in .yaml",
        )
    data = yamlfile.read(path).data()
    return _mapping(path.stem, data.get("import") if isinstance(data, dict) else None)


def _mapping(name: str, data: Any) -> TicketMapping:
    if not isinstance(data, dict) or data.get("rows") not in REQUIRED:
        raise InvalidInput(
            "mapping.format",
            f"{name}: `import:` needs `rows: events` or `rows: tickets`",
            hint="copy a bundled one: playbooks/shared/imports/events.yaml",
        )
    rows = data["rows"]
    known = EVENT_FIELDS if rows == "events" else TICKET_FIELDS
    columns = {
        str(field): tuple(map(str, given if isinstance(given, list) else [given]))
        for field, given in (data.get("columns") or {}).items()
    }
    for field in columns:
        if field not in known:
            raise InvalidInput(
                "mapping.format",
                f'{name}: there is no field "{field}"{did_you_mean(field, known)}',
                hint=f"fields are {listed(known)}",
            )
    lacking = [field for field in REQUIRED[rows] if field not in columns]
    if lacking:
        raise InvalidInput("mapping.format", f"{name}: no column is named for {listed(lacking)}")
    values = {
        str(field): {str(theirs).lower(): str(ours) for theirs, ours in words.items()}
        for field, words in (data.get("values") or {}).items()
    }
    times = tuple(map(str, data.get("times") or ()))
    return TicketMapping(name, str(data.get("system") or ""), rows, columns, values, times)
