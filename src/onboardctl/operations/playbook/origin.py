"""What a playbook says in all, and from which of its files each value comes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from onboardctl import definitions, resources
from onboardctl.core.names import counted
from onboardctl.core.overlay.origin import joined, origins
from onboardctl.core.payloads.playbook import PlaybookOrigins, PlaybookResolved
from onboardctl.core.result import Result
from onboardctl.definitions.playbooks import shown
from onboardctl.yamlfile.writing import dumped

if TYPE_CHECKING:
    from onboardctl.core.playbook import Playbook
    from onboardctl.operations.playbook.catalogue import Place


def resolved(place: Place, name: str, playbook: Playbook) -> Result:
    """The playbook as one file that stands by itself, to be read, kept or sent to somebody."""
    laid = definitions.stated(name, place.workspace)
    files = tuple(dict.fromkeys(_short(one.file) for one in origins(laid)))
    head = "".join(f"# {file}\n" for file in files)
    body = dumped(joined(laid).data())
    text = f"# {playbook.id} {playbook.edition}, put together from\n{head}{body}"
    payload = PlaybookResolved(playbook.id, playbook.edition, files, text)
    return _answer(place, "playbook-resolved/1", payload)


def origins_of(place: Place, name: str, playbook: Playbook) -> Result:
    """Every value of the playbook with file, line and column."""
    laid = definitions.stated(name, place.workspace)
    values = tuple(one._replace(file=_short(one.file)) for one in origins(laid))
    counts = tuple(Counter(one.file for one in values).most_common())
    said = [f"{counted(number, 'value')} from {file}" for file, number in counts]
    payload = PlaybookOrigins(playbook.id, playbook.edition, values, counts)
    return _answer(place, "playbook-origin/1", payload)._replace(messages=tuple(said))


def _answer(place: Place, schema: str, payload: object) -> Result:
    return Result("playbook show", schema, payload, place.now)


def _short(file: str) -> str:
    """A bundled file as its place among the bundled playbooks; any other as messages name it."""
    bundled = shown(resources.bundled("playbooks"))
    return f"bundled/{file.removeprefix(bundled).lstrip('/')}" if file.startswith(bundled) else file
