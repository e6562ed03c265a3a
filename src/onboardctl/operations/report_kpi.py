"""The KPI report: definitions from the compiled playbooks, facts from the store, one model out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import decode
from onboardctl.core.errors import Diagnostic, InvalidInput, NotFound
from onboardctl.core.kpi import periods
from onboardctl.core.kpi.definition import KpiDefinition
from onboardctl.core.kpi.evaluate import evaluate
from onboardctl.core.kpi.index import Index
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.payloads.report_kpi import KpiReport, PlaybookUse, Remedy
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.kpi_lines import card_of, line_of
from onboardctl.operations.kpi_rows import Outline, load_facts, outline

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from onboardctl.core.kpi.periods import Period
    from onboardctl.core.payloads.kpi import KpiLine
    from onboardctl.operations.session import Session


class ReportKpi(NamedTuple):
    """Which KPIs, of which partners, when.

    ``period`` is ``all``, ``month`` or ``quarter``; ``by`` splits each KPI by ``tier`` or
    ``segment``; ``group`` keeps one group of KPIs; ``everything`` also shows in full the KPIs
    that have neither a value nor a target; ``history`` adds twelve whole months, or eight
    quarters, for charts.
    """

    as_of: datetime
    playbook: str | None = None
    partner: str | None = None
    tier: str | None = None
    segment: str | None = None
    period: str = "all"
    by: str | None = None
    group: str | None = None
    definitions: bool = False
    everything: bool = False
    history: bool = False


class InUse(NamedTuple):
    """A playbook that partners run on: the definitions of the version taken into use last."""

    id: str
    version: str
    title: str
    partner_count: int
    definitions: tuple[KpiDefinition, ...]
    outlines: dict[str, Outline]
    differing: tuple[str, ...]
    known_issues: tuple[dict[str, Any], ...] = ()


def report_kpi(session: Session, request: ReportKpi) -> Result:
    """Every KPI of the chosen playbooks with value, n, target, band and what it proves.

    Raises:
        NotFound: the playbook, partner or group is unknown.
        InvalidInput: the playbook has no partners yet and its files cannot be read.
    """
    zone = zone_of(session)
    partner = session.find_partner(request.partner) if request.partner else None
    playbook = partner["playbook"] if partner else request.playbook
    used = playbooks_in_use(session, playbook)
    if playbook and not used:
        used = (_not_in_use(session, playbook),)
    lines: dict[str, list[KpiLine]] = {"kpis": [], "to_date": [], "previous": [], "history": []}
    chosen: list[KpiDefinition] = []
    for one in used:
        rows = load_facts(session, one.id, one.outlines, request.as_of)
        index = Index(rows, request.as_of)
        among = _among(index, request, partner["partner_id"] if partner else None)
        wanted = _of_group(one.definitions, request.group)
        chosen.extend(wanted)
        for part, found in _lines(wanted, one, index, among, request, zone).items():
            lines[part].extend(found)
    if request.group and not chosen and used:
        raise _no_group(request.group, used)
    headline = _periods(request, zone)[0]
    data = KpiReport(
        as_of=request.as_of,
        period=request.period,
        label=headline.label,
        progress=_progress(request, zone),
        filters=_filters(request, partner),
        playbooks=tuple(
            PlaybookUse(one.id, one.version, one.title, one.partner_count) for one in used
        ),
        kpis=tuple(lines["kpis"]),
        to_date=tuple(lines["to_date"]),
        previous=tuple(lines["previous"]),
        definitions=tuple(card_of(definition) for definition in chosen),
        show_definitions=request.definitions,
        show_all=request.everything,
        remedies=_remedies(used, lines["kpis"]),
        history=tuple(lines["history"]),
    )
    return Result(
        "report kpi",
        "kpi-report/1",
        data,
        as_of=request.as_of,
        zone=session.settings.zone,
        next_steps=_next_steps(data),
        warnings=tuple(_version_warnings(used)),
    )


def _remedies(used: tuple[InUse, ...], lines: list[KpiLine]) -> tuple[Remedy, ...]:
    """Known issues whose KPI misses its target over everybody, with their steps (E18)."""
    short = {line.id: line.title for line in lines if line.target_met is False and not line.segment}
    found = []
    for one in used:
        for issue in one.known_issues:
            missed = tuple(short[kpi] for kpi in issue.get("kpis", ()) if kpi in short)
            if missed:
                steps = tuple(issue["steps"])
                found.append(Remedy(issue["id"], issue["symptom"], missed, steps))
    return tuple(found)


def playbooks_in_use(session: Session, playbook: str | None) -> tuple[InUse, ...]:
    """Playbooks that partners run on, by id, with the KPIs of the version last taken into use."""
    by_id: dict[str, list[Any]] = {}
    for row in session.store.rows("kpi.playbooks", playbook=playbook):
        by_id.setdefault(row["playbook"], []).append(row)
    return tuple(_in_use(session, versions) for versions in by_id.values())


def zone_of(session: Session) -> tzinfo:
    """The workspace's zone, whose midnight parts days and months."""
    from zoneinfo import ZoneInfo

    return ZoneInfo(session.settings.zone or "UTC")


def _in_use(session: Session, versions: list[Any]) -> InUse:
    bodies = {row["digest"]: _body(session, row["digest"]) for row in versions}
    latest = versions[0]
    definitions = tuple(
        decode(KpiDefinition, data) for data in bodies[latest["digest"]].get("kpis", ())
    )
    known = {definition.id: definition.version for definition in definitions}
    differing = {
        data["id"]
        for body in bodies.values()
        for data in body.get("kpis", ())
        if known.get(data["id"], data["version"]) != data["version"]
    }
    return InUse(
        latest["playbook"],
        latest["version"],
        latest["title"],
        sum(row["partners"] for row in versions),
        tuple(one for one in definitions if one.status != "retired"),
        {digest: outline(body) for digest, body in bodies.items()},
        tuple(sorted(differing)),
        tuple(bodies[latest["digest"]].get("troubleshooting", ())),
    )


def _body(session: Session, digest: str) -> dict[str, Any]:
    row = session.store.one("playbook_version.body", digest=digest)
    assert row is not None
    body: dict[str, Any] = json.loads(row["body"])
    return body


def _among(index: Index, request: ReportKpi, partner_id: str | None) -> frozenset[str] | None:
    """Ids of the chosen partners; ``None`` when nothing was chosen."""
    if partner_id is None and not request.tier and not request.segment:
        return None
    return frozenset(
        row.id
        for row in (*index.partners, *index.unstarted)
        if (partner_id is None or row.id == partner_id)
        and (not request.tier or row.tier == request.tier)
        and (not request.segment or row.segment == request.segment)
    )


def _of_group(
    definitions: tuple[KpiDefinition, ...], group: str | None
) -> tuple[KpiDefinition, ...]:
    if group is None:
        return definitions
    return tuple(one for one in definitions if one.group.casefold() == group.casefold())


def _lines(
    wanted: tuple[KpiDefinition, ...],
    used: InUse,
    index: Index,
    among: frozenset[str] | None,
    request: ReportKpi,
    zone: tzinfo,
) -> dict[str, list[KpiLine]]:
    others = {definition.id: definition for definition in used.definitions}
    headline, running, previous = _periods(request, zone)
    parts: dict[str, list[KpiLine]] = {"kpis": [], "to_date": [], "previous": [], "history": []}
    past = _past(request, zone)

    def line(definition: KpiDefinition, period: Period, **segment: str) -> KpiLine:
        kept = _narrowed(index, among, segment)
        value = evaluate(
            definition, index, period, request.as_of, zone=zone, among=kept, others=others
        )
        return line_of(value, segment)

    for definition in wanted:
        parts["kpis"].append(line(definition, headline))
        for key, value in _segments(index, among, request.by):
            parts["kpis"].append(line(definition, headline, **{key: value}))
        if running is not None and previous is not None:
            parts["to_date"].append(line(definition, running))
            parts["previous"].append(line(definition, previous))
        parts["history"].extend(line(definition, period) for period in past)
    return parts


def _periods(request: ReportKpi, zone: tzinfo) -> tuple[Period, Period | None, Period | None]:
    """The headline, the running period beside it and the one before it."""
    if request.period == "all":
        return periods.everything(request.as_of), None, None
    before, headline = periods.complete(request.period, request.as_of, zone, 2)
    return headline, periods.running(request.period, request.as_of, zone), before


def _past(request: ReportKpi, zone: tzinfo) -> tuple[Period, ...]:
    """The periods of a chart, oldest first, the running one last; none unless they are drawn."""
    if not request.history:
        return ()
    grain, count = ("quarter", 8) if request.period == "quarter" else ("month", 12)
    whole = periods.complete(grain, request.as_of, zone, count)
    return (*whole, periods.running(grain, request.as_of, zone))


def _segments(index: Index, among: frozenset[str] | None, by: str | None) -> list[tuple[str, str]]:
    if by is None:
        return []
    found = {
        getattr(row, by)
        for row in (*index.partners, *index.unstarted)
        if among is None or row.id in among
    }
    return [(by, value) for value in sorted(found)]


def _narrowed(
    index: Index, among: frozenset[str] | None, segment: dict[str, str]
) -> frozenset[str] | None:
    if not segment:
        return among
    return frozenset(
        row.id
        for row in (*index.partners, *index.unstarted)
        if (among is None or row.id in among)
        and all(getattr(row, key) == value for key, value in segment.items())
    )


def _progress(request: ReportKpi, zone: tzinfo) -> str:
    running = periods.running(request.period, request.as_of, zone)
    return periods.progress(running, request.as_of, zone)


def _filters(request: ReportKpi, partner: Any) -> dict[str, str]:
    chosen = {
        "partner": partner["slug"] if partner else None,
        "tier": request.tier,
        "segment": request.segment,
        "group": request.group,
    }
    return {name: value for name, value in chosen.items() if value}


def _version_warnings(used: tuple[InUse, ...]) -> list[Diagnostic]:
    """A changed meaning is never joined silently: name the KPIs defined otherwise elsewhere."""
    return [
        Diagnostic(
            "kpi.versions_differ",
            f"some partners run on another version of {one.id} that defines {listed(one.differing)}"
            f" differently; all are measured by version {one.version}",
            severity="warning",
        )
        for one in used
        if one.differing
    ]


def _next_steps(data: KpiReport) -> tuple[str, ...]:
    if not data.playbooks:
        return ("onboardctl new-partner",)
    behind = [line for line in data.kpis if line.target_met is False and not line.segment]
    shown = behind or [line for line in data.kpis if line.target is not None]
    return tuple(f"onboardctl kpi explain {line.id} --rows" for line in shown[:1])


def _not_in_use(session: Session, name: str) -> InUse:
    """A playbook that nobody runs on yet, as its files say: every KPI of it is "no data".

    Raises:
        NotFound: there is no such playbook.
        InvalidInput: its files cannot be read.
    """
    from onboardctl.definitions.playbooks import find_playbook, load

    loaded = load(find_playbook(name, session.settings.folder), session.settings.folder)
    playbook = loaded.playbook
    if playbook is None:
        raise InvalidInput(
            "playbook.invalid",
            f"playbook {name} cannot be read",
            hint=f"see what is wrong with `onboardctl playbook check {name}`",
            diagnostics=loaded.findings,
        )
    return InUse(playbook.id, playbook.version, playbook.title, 0, playbook.kpis, {}, ())


def _no_group(group: str, used: tuple[InUse, ...]) -> NotFound:
    known = list(dict.fromkeys(one.group for use in used for one in use.definitions if one.group))
    return NotFound(
        "kpi.group_unknown",
        f'no KPI stands in a group called "{group}"{did_you_mean(group, known)}',
        hint=f"groups are {listed(known)}",
    )
