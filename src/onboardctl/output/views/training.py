"""How training is laid out: lessons, certificates by person and team, and a quiz that was taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads import training as p
from onboardctl.output.document import Block, Cell, Column, Document, Fields, Lines, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look

_STANDINGS = {
    "certified": ("certified", "good"),
    "renew": ("certified, RENEW SOON", "warning"),
    "expired": ("EXPIRED", "bad"),
    "failed": ("NOT PASSED", "bad"),
    "open": ("no quiz yet", None),
}


def sessions_view(payload: p.SessionList, look: Look) -> Document:
    """What the training is for, its lessons, and its materials."""
    launched = look.day(payload.launch_on) if payload.launch_on else "not launched yet"
    table = Table(
        (
            Column("session", "Lesson", keep=True),
            Column("week", "When", drop=3),
            Column("minutes", "Min", align="right", drop=1),
            Column("audience", "For", drop=2),
            Column("held", "Held as", keep=True),
            Column("at", "At"),
            Column("attended", "There", align="right"),
            Column("title", "Title", wide=True),
            Column("format", "Form", wide=True),
            Column("trainer", "Trainer", wide=True),
            Column("outcomes", "Afterwards people can", wide=True),
        ),
        tuple(
            (
                line.session,
                line.week,
                str(line.minutes or ""),
                ", ".join(line.audience),
                line.held or "",
                Cell("CANCELLED", "warning") if line.cancelled else look.instant(line.at),
                str(line.attended) if line.held and not line.cancelled else "",
                line.title,
                line.format,
                line.trainer,
                "; ".join(line.outcomes),
            )
            for line in payload.sessions
        ),
        title="Lessons",
    )
    blocks: list[Block] = [
        Fields((("Playbook", payload.playbook), ("Launched", launched)), payload.title),
        table,
    ]
    if payload.objectives:
        blocks.append(Lines(payload.objectives, "What it is for"))
    if payload.materials:
        told = tuple((kind, ", ".join(names)) for kind, names in payload.materials)
        blocks.append(Fields(told, "Materials"))
    return Document(tuple(blocks), ids=tuple(line.session for line in payload.sessions))


def status_view(payload: p.TrainingStatus, look: Look) -> Document:
    """The rule and whether it is met, then teams, then people."""
    share = look.ratio(payload.certified_in_time, payload.asked)
    verdict = {True: "met", False: "NOT MET", None: "open"}[payload.met]
    head = Fields(
        (
            ("Quiz", f"{payload.quiz}, passed with {payload.pass_target}"),
            ("Launched", look.day(payload.launch_on) if payload.launch_on else "not yet"),
            ("Deadline", look.day(payload.due_on) if payload.due_on else "none before the launch"),
            ("In time", f"{share}, target {payload.coverage_target}: {verdict}"),
            ("Certified now", look.ratio(payload.certified, payload.asked)),
        ),
        f"Certificates of {payload.playbook}",
    )
    teams = tuple(f"{one.team}: {look.ratio(one.certified, one.asked)}" for one in payload.teams)
    people = Table(
        (
            Column("person", "Person", keep=True),
            Column("teams", "Teams", drop=1),
            Column("standing", "Certificate"),
            Column("best", "Best", align="right"),
            Column("attempts", "Tries", align="right", drop=3),
            Column("expires_on", "Until", drop=2),
            Column("attended", "Lessons", align="right", drop=4),
            Column("missed", "Missed", drop=5),
            Column("name", "Name", wide=True),
        ),
        tuple(
            (
                line.person,
                ", ".join(line.teams),
                Cell(*_STANDINGS[line.standing]),
                "" if line.best is None else f"{line.best}%",
                str(line.attempts),
                line.expires_on.isoformat() if line.expires_on else "",
                str(line.attended),
                ", ".join(line.missed),
                line.name,
            )
            for line in payload.people
        ),
        title="People",
        empty="nobody under `staff:` plays a role of these teams",
    )
    return Document(
        (head, Lines(teams, "Teams"), people), ids=tuple(o.person for o in payload.people)
    )


def quiz_view(payload: p.QuizResult, look: Look) -> Document:
    """The score, by topic, and what it makes of the certificate."""
    word, tone = ("passed", "good") if payload.passed else ("NOT PASSED", "bad")
    pairs: list[tuple[str, Cell | str]] = [
        ("Score", Cell(f"{payload.score}%, {word} ({payload.needed})", tone)),
        ("Attempt", str(payload.attempts)),
        ("Certificate", Cell(*_STANDINGS[payload.standing])),
    ]
    if payload.expires_on:
        pairs.append(("Until", look.day(payload.expires_on)))
    blocks: list[Block] = [Fields(tuple(pairs), f"{payload.person}: {payload.quiz}")]
    if payload.topics:
        told = tuple(f"{topic}: {score}%" for topic, score in payload.topics.items())
        blocks.append(Lines(told, "By topic"))
    if payload.wrong:
        blocks.append(Lines(payload.wrong, "Not right"))
    return Document(tuple(blocks), ids=(payload.person,))


def changed_view(payload: p.TrainingChanged, look: Look) -> Document:
    """What stands now."""
    pairs: list[tuple[str, Cell | str]] = [("Playbook", payload.playbook)]
    if payload.launch_on:
        pairs.append(("Launched", look.day(payload.launch_on)))
    if payload.held:
        pairs += [("Lesson", payload.held), ("At", look.instant(payload.at))]
        pairs.append(("There", ", ".join(payload.people) or "nobody yet"))
    return Document((Fields(tuple(pairs)),), ids=(payload.held or payload.playbook,))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.SessionList: sessions_view,
    p.TrainingStatus: status_view,
    p.QuizResult: quiz_view,
    p.TrainingChanged: changed_view,
}
