"""Compile a playbook: read it, put it together, apply every rule, and say all that was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.compile.assemble import Stock, digest
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node, Source
    from onboardctl.core.playbook import Layer, Playbook


class Surroundings(NamedTuple):
    """What a playbook is checked against besides itself; ``None`` skips the rules that need it.

    Attributes:
        templates: ids of the mail templates there are, by brand; those of ``shared`` are for all.
        today: the day on which an overdue review is noticed.
        people: full names of staff and contacts, which no definition should hold.
        digest: whether the playbook gets its digest; a mere check does without.
    """

    templates: Mapping[str, frozenset[str]] | None = None
    today: date | None = None
    people: frozenset[str] = frozenset()
    digest: bool = True

    def templates_of(self, brand: str | None) -> frozenset[str]:
        """The templates that a playbook of a brand may name.

        A playbook of no brand, or for all, is written in the voice of each partner's brand: it
        may name what any of them has.
        """
        known = self.templates or {}
        wanted = known if brand in {None, "shared"} else {brand, "shared"} & known.keys()
        return frozenset().union(*(known[name] for name in wanted))


NOTHING_ELSE = Surroundings()


class Compiled(NamedTuple):
    """A playbook and the findings about it, in file order.

    ``playbook`` is ``None`` when an error forbids using it; ``findings`` may hold warnings even so.
    """

    playbook: Playbook | None
    findings: tuple[Diagnostic, ...]


class Below(NamedTuple):
    """What a playbook that was laid over others must still know of them.

    Attributes:
        layers: the playbooks below in their versions, the lowest first.
        sources: their files, for what lines of theirs silence.
    """

    layers: tuple[Layer, ...] = ()
    sources: tuple[Source, ...] = ()


NOTHING_BELOW = Below()


def compile_playbook(
    main: Node,
    parts: tuple[Node, ...] = (),
    around: Surroundings = NOTHING_ELSE,
    below: Below = NOTHING_BELOW,
) -> Compiled:
    """Compile the main file with the parts it uses.

    Args:
        main: root of ``playbook.yaml``.
        parts: roots of the files named by ``use:``, in that order.
        around: what else is known.
        below: the playbooks that ``main`` was laid over.
    """
    from onboardctl.core.compile.kpis import attach_kpis
    from onboardctl.core.compile.rules import apply_rules
    from onboardctl.core.compile.sla import sla_findings

    stock = Stock(main, parts)
    findings = list(stock.reading.findings)
    playbook = stock.playbook
    if playbook is not None:
        playbook = playbook._replace(layers=below.layers)
        playbook, found = attach_kpis(playbook, parts, main)
        stock.playbook = playbook
        findings += found
        findings += sla_findings(playbook, parts, main)
        findings += apply_rules(stock, around)
    sources = (main.source, *below.sources, *(part.source for part in parts))
    kept = in_file_order(findings, sources)
    if playbook is None or any(finding.severity == "error" for finding in kept):
        return Compiled(None, kept)
    made = playbook._replace(digest=digest(playbook)) if around.digest else playbook
    return Compiled(made, kept)


def in_file_order(findings: list[Diagnostic], files: tuple[Source, ...]) -> tuple[Diagnostic, ...]:
    """Findings by file, line and column, each once, without those that a ``noqa`` silences."""
    sources = {source.file: source for source in files}
    order = {file: number for number, file in enumerate(sources)}
    kept = {
        finding
        for finding in findings
        if finding.file not in sources or not sources[finding.file].silences(finding)
    }
    return tuple(
        sorted(
            kept,
            key=lambda one: (
                order.get(one.file or "", len(order)),
                one.line or 0,
                one.column or 0,
                one.code,
                one.message,
            ),
        )
    )
