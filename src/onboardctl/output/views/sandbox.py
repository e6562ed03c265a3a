"""How sandboxes, their verification and their keys are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads.sandbox import (
    SandboxApi,
    SandboxCalls,
    SandboxDropped,
    SandboxKeys,
    SandboxList,
    SandboxSeeded,
    SandboxVerification,
)
from onboardctl.output.document import (
    Cell,
    Column,
    Document,
    Fields,
    Heading,
    Lines,
    Records,
    Table,
    Verbatim,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.payloads.sandbox import SandboxCheck, SandboxKey, SandboxKpi
    from onboardctl.output.look import Look

_KILO = 1024
_TONES = {"passed": "good", "failed": "bad", "skipped": "muted"}
_SHORT = 12
_SOON, _MINUTE = 10, 60


def _size(count: int) -> str:
    if count < _KILO**2:
        return f"{count / _KILO:.0f} KiB"
    if count < _KILO**3:
        return f"{count / _KILO**2:.1f} MiB"
    return f"{count / _KILO**3:.1f} GiB"


def _lasting(seconds: float) -> str:
    """How long something takes, no finer than another run would find it again."""
    if seconds < _SOON:
        return f"less than {_SOON} seconds"
    if seconds < _MINUTE:
        return f"about {round(seconds / 5) * 5} seconds"
    minutes = round(seconds / _MINUTE)
    if minutes < _MINUTE:
        return f"about {minutes} {'minute' if minutes == 1 else 'minutes'}"
    return f"about {seconds / _MINUTE / _MINUTE:.1f} hours"


def _rough(count: int) -> int:
    """Two digits that mean something."""
    digits = max(len(str(count)) - 2, 0)
    return round(count, -digits)


def _value(one: SandboxKpi, look: Look) -> str:
    if one.value is None:
        return "no data"
    if one.unit == "ratio":
        return look.ratio(int(one.numerator), one.denominator)
    if one.unit == "users":
        return f"{one.value:.0f}"
    return f"{one.value:.1f} points (n={one.denominator})"


def seeded(payload: SandboxSeeded, look: Look) -> Document:
    """What was built, its figures, and what was planted in it."""
    number = int if payload.exact else _rough
    about = "" if payload.exact else "about "
    people = ", ".join(
        f"{about}{number(count):,} {persona.replace('_', ' ')}s"
        for persona, count in payload.personas.items()
    )
    checks = str(payload.checks_passed) if payload.checks_passed else "not made"
    size = f"{about}{_size(payload.size_bytes)}"
    facts = [
        ("Schema", payload.schema_name),
        ("Place" if payload.target == "postgresql" else "File", payload.location),
        ("Segment", payload.segment),
        ("People", f"{payload.users:,}: {people}"),
        ("History", f"{payload.weeks} weeks before {payload.as_of}"),
        ("Seed", str(payload.seed)),
        ("Rows", f"{about}{number(payload.rows):,} in {len(payload.tables)} tables, {size}"),
    ]
    if payload.seconds is not None:
        facts.append(("Takes", _lasting(payload.seconds)))
    if payload.exact:
        facts.append(("Own rows kept", str(payload.own_rows)))
        facts.append(("Checks passed", checks))
    if payload.sha256:
        facts.append(("Checksum", payload.sha256[:_SHORT]))
    kpis = Table(
        (Column("kpi", "KPI"), Column("value", "Value", align="right")),
        tuple([(one.kpi.replace("_", " "), _value(one, look)) for one in payload.kpis]),
        title="Figures of the tenant",
    )
    incidents = Table(
        (Column("incident", "Planted"), Column("subject", "Where"), Column("finding", "Finding")),
        tuple(
            [
                (one.incident.replace("_", " "), one.subject, one.finding)
                for one in payload.incidents
            ]
        ),
        title="Answers for the labs",
    )
    records = Records(
        ("table", "rows", "sha256"),
        tuple([(one.name, one.rows, one.sha256) for one in payload.tables]),
    )
    blocks: list[Any] = [Fields(tuple(facts))]
    blocks += [kpis, incidents] if payload.kpis else []
    return Document(tuple(blocks), records=records, ids=(payload.schema_name,))


def verification(payload: SandboxVerification, look: Look) -> Document:
    """Groups with their counts, then every check that failed or could not be made."""
    groups: dict[str, list[SandboxCheck]] = {}
    for check in payload.checks:
        groups.setdefault(check.group, []).append(check)
    verdict = "FAILED" if payload.failed else "sound"
    facts = (
        ("Sandbox", payload.schema_name or payload.location),
        ("Segment", payload.segment),
        ("As of", payload.as_of or "day after the last event"),
        ("Rows", f"{payload.rows:,}" if payload.rows else "no manifest"),
        ("Verdict", Cell(verdict, "bad" if payload.failed else "good")),
        (
            "Checks",
            f"{payload.passed} passed, {payload.failed} failed, {payload.skipped} skipped",
        ),
    )
    summary = Table(
        (
            Column("group", "Group"),
            Column("passed", "Passed", align="right"),
            Column("failed", "Failed", align="right"),
            Column("skipped", "Skipped", align="right"),
        ),
        tuple([(group, *_counts(checks)) for group, checks in groups.items()]),
    )
    wrong = [check for check in payload.checks if check.status != "passed"]
    seen = [check for check in payload.checks if check.status == "passed" and check.finding]
    blocks: list[Any] = [Fields(facts), summary]
    if wrong:
        blocks.append(_checks("Failed and skipped", wrong))
    blocks.append(_checks("Seen", seen))
    records = Records(
        ("id", "status", "rows", "finding", "rule"),
        tuple(
            [
                (check.id, check.status, check.rows, check.finding, check.rule)
                for check in payload.checks
            ]
        ),
    )
    ids = tuple([check.id for check in payload.checks if check.status == "failed"])
    return Document(tuple(blocks), records=records, ids=ids)


def _counts(checks: list[SandboxCheck]) -> tuple[Any, ...]:
    counted = {state: sum(check.status == state for check in checks) for state in _TONES}
    return tuple(
        [
            Cell(str(count), _TONES[state]) if count and state == "failed" else str(count)
            for state, count in counted.items()
        ]
    )


def _checks(title: str, checks: list[SandboxCheck]) -> Table:
    return Table(
        (Column("check", "Check"), Column("status", "Status"), Column("finding", "Finding")),
        tuple(
            [
                (check.id, Cell(check.status, _TONES[check.status]), check.finding or check.rule)
                for check in checks
            ]
        ),
        title=title,
    )


def listing(payload: SandboxList, look: Look) -> Document:
    """Sandboxes by schema name."""
    table = Table(
        (
            Column("schema", "Sandbox"),
            Column("segment", "Segment", drop=2),
            Column("as_of", "As of"),
            Column("users", "Users", align="right"),
            Column("rows", "Rows", align="right"),
            Column("own", "Own rows", align="right", drop=1),
            Column("size", "Size", align="right", drop=3),
            Column("seed", "Seed", align="right", drop=4),
        ),
        tuple(
            [
                (
                    one.schema_name,
                    one.segment,
                    one.as_of,
                    f"{one.users:,}",
                    f"{one.rows:,}",
                    f"{one.own_rows:,}",
                    _size(one.size_bytes),
                    str(one.seed),
                )
                for one in payload.sandboxes
            ]
        ),
        empty="no sandboxes yet",
    )
    blocks: list[Any] = [table]
    if payload.strangers:
        blocks.append(Lines(payload.strangers, title="Not sandboxes of this program"))
    if payload.notice:
        blocks += [Heading("Sources"), Lines((payload.notice,))]
    return Document(
        tuple(blocks),
        records=Records(
            payload.sandboxes[0]._fields if payload.sandboxes else ("schema_name",),
            tuple([tuple(one) for one in payload.sandboxes]),
        ),
        ids=tuple([one.schema_name for one in payload.sandboxes]),
    )


def dropped(payload: SandboxDropped, look: Look) -> Document:
    """What went."""
    return Document(
        (
            Fields(
                (
                    ("Sandbox", payload.schema_name),
                    ("File", payload.location),
                    ("Rows", f"{payload.rows:,}"),
                    ("Own rows", f"{payload.own_rows:,}"),
                )
            ),
        ),
        ids=(payload.schema_name,),
    )


def _state(key: SandboxKey) -> Cell | str:
    if key.revoked_at:
        return Cell("revoked", "muted")
    return "example" if key.origin == "seed" else Cell("active", "good")


def keys(payload: SandboxKeys, look: Look) -> Document:
    """Keys in the order of their ids; a secret only when it was just made."""
    table = Table(
        (
            Column("id", "Id", align="right"),
            Column("name", "Name"),
            Column("prefix", "Prefix"),
            Column("state", "State"),
            Column("limit", "Calls/h", align="right"),
            Column("created", "Created", drop=1),
            Column("scopes", "Scopes", drop=2),
        ),
        tuple(
            [
                (
                    str(one.id),
                    one.name,
                    one.prefix,
                    _state(one),
                    str(one.rate_limit_per_hour),
                    one.created_at[:10],
                    one.scopes,
                )
                for one in payload.keys
            ]
        ),
        empty="no keys",
    )
    secrets = [one for one in payload.keys if one.secret]
    blocks: list[Any] = [table]
    blocks += [
        Lines((str(one.secret),), title=f"Secret of {one.name}, shown only now") for one in secrets
    ]
    return Document(tuple(blocks), ids=tuple([str(one.id) for one in payload.keys]))


def api(payload: SandboxApi, look: Look) -> Document:
    """The file itself, so that it can be piped."""
    return Document((Verbatim(payload.text),), ids=(payload.format,))


def called(payload: SandboxCalls, look: Look) -> Document:
    """The line of the request, how often which status came, and the last answer."""
    import json

    facts: list[tuple[str, Any]] = [("Call", f"{payload.method} {payload.path}")]
    facts += [("Key", f"{payload.key}…")] if payload.key else []
    facts += [
        (f"Status {status}", f"{count} {'call' if count == 1 else 'calls'}")
        for status, count in payload.statuses.items()
    ]
    facts += [(name, str(value)) for name, value in payload.last.headers.items()]
    sent, answer = (
        Verbatim(json.dumps(one, ensure_ascii=False, indent=2))
        for one in (payload.sent, payload.last.body)
    )
    blocks = (Fields(tuple(facts)), Heading("Sent"), sent, Heading("Answered"), answer)
    return Document(blocks, ids=(str(payload.last.status),))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    SandboxSeeded: seeded,
    SandboxVerification: verification,
    SandboxList: listing,
    SandboxDropped: dropped,
    SandboxKeys: keys,
    SandboxApi: api,
    SandboxCalls: called,
}
