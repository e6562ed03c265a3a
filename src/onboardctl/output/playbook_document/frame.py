"""What stands around the timeline: purpose, dates, facts, segments, resources, history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.output.playbook_document.timeline import item
from onboardctl.output.playbook_document.words import (
    Names,
    bullets,
    joined,
    length,
    listed,
    section,
    text,
    value,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.playbook import Anchor, Fact, Playbook


def head(playbook: Playbook, names: Names) -> Iterator[str]:
    """Name, version and purpose."""
    brand = f", brand {text(playbook.brand)}" if playbook.brand else ""
    yield f"`{playbook.id}`, version {playbook.version}{brand}"
    yield ""
    if playbook.summary:
        yield text(playbook.summary)
        yield ""
    if playbook.goal:
        yield f"**Goal:** {text(playbook.goal)}"
        yield ""
    if playbook.applies_to:
        yield f"- For partners with {text(playbook.applies_to.text)}"
    if playbook.length_days:
        yield f"- {playbook.length_days} days"
    if playbook.capacity:
        yield f"- At most {playbook.capacity} partners onboarding at the same time"
    if playbook.channel:
        yield f"- Channel {text(playbook.channel)}"
    counted = "business days" if playbook.calendar.days == "business" else "calendar days"
    first = names.of("anchor", playbook.origin)
    yield f"- Days are {counted}; day 1 is the date of: {first} (`{playbook.origin}`)"


def principles(playbook: Playbook, names: Names) -> Iterator[str]:
    """What the playbook stands for."""
    return section("Principles", bullets(playbook.principles))


def dates(playbook: Playbook, names: Names) -> Iterator[str]:
    """The anchors, and where each has its date from."""
    return section("Dates", [_date(anchor, names) for anchor in playbook.anchors])


def _date(anchor: Anchor, names: Names) -> str:
    given = {"required": "given at the start", "later": "given later"}
    told = joined(
        (
            given.get(anchor.given or "", ""),
            f"by default {names.moment(anchor.default)}" if anchor.default else "",
            f"estimated as {names.moment(anchor.estimate)}" if anchor.estimate else "",
            names.moment(anchor.derived) if anchor.derived else "",
            f"every {text(anchor.every)}" if anchor.every else "",
        )
    )
    return f"- **{text(anchor.title or anchor.id)}** (`{anchor.id}`): {told}"


def facts(playbook: Playbook, names: Names) -> Iterator[str]:
    """What is asked about a partner."""
    return section("Facts about the partner", [_fact(fact) for fact in playbook.facts])


def _fact(fact: Fact) -> str:
    kind = text(f"one of {', '.join(fact.choices)}" if fact.choices else fact.type)
    default = "" if fact.default is None else f"{value(fact.default)} when nobody says"
    asked = f"{text(fact.ask)} " if fact.ask else ""
    return f"- `{fact.id}`: {asked}({joined((kind, default), ', ')})"


def segments(playbook: Playbook, names: Names) -> Iterator[str]:
    """Kinds of partners."""
    lines: list[str] = []
    for one in playbook.segments:
        lines += [f"### {text(one.title)}", ""]
        for title, texts in (
            ("Who", one.target),
            ("Pains", one.pains),
            ("Uses", one.uses),
            ("Gains", one.gains),
        ):
            lines += listed(title, bullets(texts))
    return section("Segments", lines)


def prerequisites(playbook: Playbook, names: Names) -> Iterator[str]:
    """What must be so before the start."""
    return section("Prerequisites", [item(one, names) for one in playbook.prerequisites])


def adjustments(playbook: Playbook, names: Names) -> Iterator[str]:
    """Phases that grow when a condition holds."""
    return section(
        "Adjustments",
        [
            f"- When {text(one.when.text)}: {names.all('phase', one.stretch, ' and ')} grow by "
            f"{length(one.least)} to {length(one.most)}, {length(one.assume)} assumed"
            + (f" ({text(one.note)})" if one.note else "")
            for one in playbook.adjustments
        ],
    )


def resources(playbook: Playbook, names: Names) -> Iterator[str]:
    """Links and documents."""
    lines = [
        f"- {text(one.title)}" + (f": <{one.url}>" if one.url else "") for one in playbook.resources
    ]
    return section("Resources", lines)


def governance(playbook: Playbook, names: Names) -> Iterator[str]:
    """Remarks, how often the playbook is revised, and its history."""
    yield from section("Remarks", bullets(playbook.notes))
    review = playbook.review
    if review is not None:
        last = f", last {text(review.last)}" if review.last else ""
        owner = f", by {names.of('role', review.owner)}" if review.owner else ""
        yield from section("Review", [f"Every {text(review.every)}{last}{owner}."])
    rows = [
        f"| {text(one.on)} | {text(one.version or '')} | {text(one.author)} | {text(one.description)} |"
        for one in playbook.history
    ]
    table = ["| Date | Version | Author | What |", "|---|---|---|---|", *rows] if rows else ()
    yield from section("History", table)
