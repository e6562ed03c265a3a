"""KPI definitions: list, show, explain with the rows behind a number, check, and record numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import Diagnostic, InvalidInput, NotFound, Refused, Usage
from onboardctl.core.kpi import periods
from onboardctl.core.kpi.evaluate import evaluate
from onboardctl.core.kpi.index import Index
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.payloads.kpi import (
    KpiCheck,
    KpiExplained,
    KpiFinding,
    KpiList,
    KpiRecorded,
)
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations import moments
from onboardctl.operations.kpi import values as kpi_values
from onboardctl.operations.kpi.facts.loading import load_facts
from onboardctl.operations.kpi.lines import card_of, line_of, members_of
from onboardctl.operations.kpi.queries import Listening
from onboardctl.operations.kpi.use import playbooks_in_use, zone_of
from onboardctl.operations.kpi.versions import changed_in_place

if TYPE_CHECKING:
    from datetime import datetime, tzinfo
    from pathlib import Path

    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.operations.kpi.use import InUse
    from onboardctl.operations.session import Session


class ExplainKpi(NamedTuple):
    """Which KPI to explain, for whom; ``rows`` lists everyone behind the number."""

    id: str
    as_of: datetime
    partner: str | None = None
    period: str = "all"
    rows: bool = False
    sql: bool = False


class RecordKpi(NamedTuple):
    """Numbers to record: ``metrics`` are ``name=value`` texts; ``at`` is as typed."""

    partner: str
    metrics: tuple[str, ...]
    at: str | None = None
    evidence: str = ""


def list_kpis(
    folder: Path | None,
    playbook: str | None,
    group: str | None,
    now: datetime,
    *,
    show_sources: bool = False,
) -> Result:
    """The definitions of all playbooks, or of one, in the order of their files."""
    found = _defined(folder, playbook)
    others = {one.id: one for one in found}
    cards = tuple(
        card_of(definition, others=others)
        for definition in found
        if group is None or definition.group.casefold() == group.casefold()
    )
    return Result("kpi list", "kpi-list/1", KpiList(cards, show_sources), as_of=now)


def show_kpi(folder: Path | None, name: str, now: datetime) -> Result:
    """One definition, whole."""
    found = _defined(folder, None)
    definition = find_kpi(name, found)
    return Result(
        "kpi show",
        "kpi/1",
        KpiExplained(card_of(definition, others={one.id: one for one in found}), None),
        as_of=now,
        next_steps=(f"onboardctl kpi explain {definition.id} --rows",),
    )


def explain_kpi(session: Session, request: ExplainKpi) -> Result:
    """A definition with its value, and on request every partner or answer that made it.

    Raises:
        NotFound: no KPI of a playbook in use has that name.
    """
    zone = zone_of(session)
    used = playbooks_in_use(session, None)
    definition = find_kpi(request.id, [one for use in used for one in use.definitions])
    use = next(one for one in used if definition in one.definitions)
    partner = session.find_partner(request.partner) if request.partner else None
    if partner is not None and partner["playbook"] != use.id:
        raise Refused(
            "kpi.other_playbook",
            f"{partner['slug']} runs on {partner['playbook']}, which does not have {definition.id}",
        )
    asked = Listening(session.store)
    facts = load_facts(
        session._replace(store=asked),
        use.id,
        use.outlines,
        request.as_of,
        partner=partner["partner_id"] if partner else None,
    )
    index = Index(facts, request.as_of)
    value = evaluate(
        definition,
        index,
        _period(request, zone),
        request.as_of,
        zone=zone,
        among=frozenset({partner["partner_id"]}) if partner else None,
        members=request.rows,
        others=_by_id(use),
    )
    data = KpiExplained(
        card_of(definition, others=_by_id(use)),
        line_of(value, {"partner": partner["slug"]} if partner else None),
        members_of(value) if request.rows else None,
        asked.queries,
        request.sql,
    )
    return Result(
        "kpi explain", "kpi-explained/1", data, as_of=request.as_of, zone=session.settings.zone
    )


def check_kpis(
    folder: Path | None, playbook: str | None, now: datetime, session: Session | None = None
) -> Result:
    """Whether every definition can be read, its bands cover the line, and its references exist.

    With a store also whether none changed its meaning under the version partners are measured by.
    """
    from onboardctl.definitions.playbooks import find_playbook, load, playbook_names

    names = (playbook,) if playbook else playbook_names(folder)
    files: list[str] = []
    findings: list[Diagnostic] = []
    number = 0
    for name in names:
        loaded = load(find_playbook(name, folder), folder)
        kpi_files = [path for path in loaded.files if path.name == "kpis.yaml"]
        files.extend(f"{path.parent.name}/{path.name}" for path in kpi_files)
        number += len(loaded.playbook.kpis) if loaded.playbook else 0
        findings.extend(
            finding for finding in loaded.findings if (finding.file or "").endswith("kpis.yaml")
        )
        if session is not None and loaded.playbook is not None:
            findings.extend(changed_in_place(session, loaded.playbook))
    errors = tuple(finding for finding in findings if finding.severity == "error")
    data = KpiCheck(
        tuple(files),
        number,
        tuple(
            KpiFinding(finding.code, finding.severity, finding.place, finding.message)
            for finding in findings
        ),
    )
    return Result(
        "kpi check",
        "kpi-check/1",
        data,
        as_of=now,
        messages=() if errors else (f"{number} definitions are sound",),
        warnings=tuple(finding for finding in findings if finding.severity != "error"),
        errors=errors,
        exit_code=8 if errors else 0,
    )


def record_metrics(session: Session, request: RecordKpi) -> Result:
    """Keep numbers and answers of a partner, judge the gates that ask for them, date the plan again.

    Recording the same value for the same moment twice changes nothing.

    Raises:
        Usage: a text is not ``name=value``.
        NotFound: the playbook has no such metric.
        InvalidInput: the value is off the scale or no answer of the question.
        Conflict: the same metric was recorded for the same moment with another value.
        Refused: the moment lies in the future, or the partner is paused or off the books.
    """
    from onboardctl.core.partner import checklist
    from onboardctl.operations.task import progress

    with session.change("kpi record") as change:
        row = session.find_partner(request.partner)
        before = partner = change.partner(row["partner_id"])
        playbook = session.playbook(partner.digest)
        checklist.refuse_inactive(partner)
        at = moments.happened_at(session, partner.zone, request.at)
        kept: dict[str, str] = {}
        for text in request.metrics:
            facts = kpi_values.facts_of(partner, playbook, *_pair(text), request.evidence)
            fresh = kpi_values.is_fresh(partner, facts[0], at)
            kept[facts[0].metric] = facts[0].value
            if fresh:
                partner = change.append(partner, facts, occurred_at=at)
        answer = progress.conclude(session, change, partner, playbook, before=before)
        said = ", ".join(f"{name} {value}" for name, value in kept.items())
        new = partner.version != before.version
        change.summary = f"{partner.name}: {f'recorded {said}' if new else 'nothing new'}"
    done = progress.result(session, "kpi record", playbook, change.partner(partner.id), answer)
    message = (
        f"recorded {said} of {partner.slug}" if new else f"nothing to do: {partner.slug} has {said}"
    )
    return done._replace(
        schema="kpi-recorded/1",
        data=KpiRecorded(partner.slug, partner.name, kept, at, request.evidence),
        messages=(message,),
        next_steps=(f"onboardctl report kpi --partner {partner.slug}",),
    )


def find_kpi(
    name: str, definitions: list[KpiDefinition] | tuple[KpiDefinition, ...]
) -> KpiDefinition:
    """The definition with this id, or the only one whose name after the dot is this.

    Raises:
        NotFound: none, or several.
    """
    ids = [one.id for one in definitions]
    found = [one for one in definitions if one.id == name] or [
        one for one in definitions if one.id.partition(".")[2] == name
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFound(
            "kpi.ambiguous",
            f'"{name}" is defined by several playbooks',
            hint=f"write one of {listed(one.id for one in found)}",
        )
    short = [one.partition(".")[2] for one in ids]
    raise NotFound(
        "kpi.unknown",
        f'no KPI is called "{name}"{did_you_mean(name, (*ids, *short))}',
        hint="see them with `onboardctl kpi list`",
    )


def _defined(folder: Path | None, playbook: str | None) -> list[KpiDefinition]:
    """The definitions of the playbooks as their files say now."""
    from onboardctl.definitions.playbooks import find_playbook, load, playbook_names

    names = (playbook,) if playbook else playbook_names(folder)
    definitions: list[KpiDefinition] = []
    for name in names:
        loaded = load(find_playbook(name, folder), folder)
        if loaded.playbook is None:
            raise InvalidInput(
                "playbook.invalid",
                f"playbook {name} cannot be read",
                hint=f"see what is wrong with `onboardctl playbook check {name}`",
                diagnostics=loaded.findings,
            )
        definitions.extend(loaded.playbook.kpis)
    return definitions


def _period(request: ExplainKpi, zone: tzinfo) -> periods.Period:
    if request.period == "all":
        return periods.everything(request.as_of)
    return periods.complete(request.period, request.as_of, zone)[0]


def _by_id(use: InUse) -> dict[str, KpiDefinition]:
    return {definition.id: definition for definition in use.definitions}


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise Usage("kpi.metric_form", f'"{text}" is not name=value', hint="write csat=9")
    return name.strip(), value.strip()
