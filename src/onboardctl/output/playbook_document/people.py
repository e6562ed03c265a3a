"""Who: roles, ladders, known issues, training, health, stages, scores and procedures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.output.playbook_document.words import (
    Names,
    bullets,
    joined,
    length,
    listed,
    numbered,
    section,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.playbook import (
        Certification,
        HealthIndicator,
        OutcomeCriterion,
        Playbook,
    )


def roles(playbook: Playbook, names: Names) -> Iterator[str]:
    """The roles that the playbook gives something to do, and those that stand in for them."""
    lines: list[str] = []
    wanted = _roles_in_use(playbook)
    for role in playbook.roles:
        if role.id not in wanted:
            continue
        told = joined(
            (
                f"`{role.id}`",
                "on the partner's side" if role.side == "partner" else "",
                f"{names.of('role', role.fallback)} stands in" if role.fallback else "",
            )
        )
        lines += [f"### {text(role.title)}", "", told, ""]
        for title, texts in (
            ("Duties", role.duties),
            ("Every day", role.daily),
            ("Skills", role.skills),
        ):
            lines += listed(title, bullets(texts))
    return section("Roles", lines)


def _roles_in_use(playbook: Playbook) -> set[str]:
    """Ids of all roles that anything names; shared parts define more than one playbook needs."""
    used: set[str] = set()
    _collect(playbook._replace(roles=(), digest=""), {role.id for role in playbook.roles}, used)
    waiting = list(used)
    stand_ins = {role.id: role.fallback for role in playbook.roles}
    while waiting:
        other = stand_ins.get(waiting.pop())
        if other and other not in used:
            used.add(other)
            waiting.append(other)
    return used


def _collect(value: object, known: set[str], used: set[str]) -> None:
    if isinstance(value, str):
        if value in known:
            used.add(value)
    elif isinstance(value, tuple):
        for inner in value:
            _collect(inner, known, used)


def escalations(playbook: Playbook, names: Names) -> Iterator[str]:
    """Ladders, rung by rung."""
    lines: list[str] = []
    for one in playbook.escalations:
        lines += [f"**{text(one.title)}**", ""]
        for number, level in enumerate(one.levels, 1):
            within = f" within {length(level.within)}" if level.within else ""
            when = f", when {text(level.when.text)}" if level.when else ""
            does = f": {text('; '.join(level.does))}" if level.does else ""
            lines.append(f"{number}. {names.of('role', level.role)}{within}{when}{does}")
        lines.append("")
    return section("Escalation", lines)


def issues(playbook: Playbook, names: Names) -> Iterator[str]:
    """Known issues with their remedies."""
    lines: list[str] = []
    for one in playbook.troubleshooting:
        lines += [f"**{text(one.symptom)}**", "", *numbered(one.steps)]
        ladder = f"When that fails: {names.of('escalation', one.escalate)}." if one.escalate else ""
        kpis = names.all("kpi", one.kpis, " or ")
        short = f"Suggested when {kpis} falls short of its target." if kpis else ""
        told = joined((ladder, short), " ")
        lines += ["", told, ""] if told else [""]
    return section("Known issues", lines)


def training(playbook: Playbook, names: Names) -> Iterator[str]:
    """Objectives, sessions, materials and the certification."""
    given = playbook.training
    if given is None:
        return
    lines: list[str] = list(listed("Objectives", bullets(given.objectives)))
    for one in given.sessions:
        told = joined(
            (
                one.week or "",
                f"every {one.every}" if one.every else "",
                f"{one.minutes} minutes" if one.minutes else "",
                one.format or "",
                f"for {', '.join(one.audience)}" if one.audience else "",
            )
        )
        lines.append(f"- **{text(one.title)}**: {text(told)}")
        lines += [f"  - {text(what)}" for what in (*one.outcomes, *one.topics, *one.materials)]
    lines.append("")
    for name, texts in given.materials:
        lines += listed(text(name), bullets(texts))
    if given.certification is not None:
        lines += listed("Certification", [_certification(given.certification)])
    yield from section("Training", lines)


def _certification(given: Certification) -> str:
    told = joined(
        (
            f"quiz {given.quiz}, passed with {given.passing.text}",
            given.due.text if given.due else "",
            f"{given.coverage.text} of the people" if given.coverage else "",
            f"asks about {', '.join(given.topics)}" if given.topics else "",
        )
    )
    return f"- {text(told)}"


def health(playbook: Playbook, names: Names) -> Iterator[str]:
    """Signs of a good and of a bad partnership."""
    return section("Health", [_sign(one, names) for one in playbook.health])


def _sign(one: HealthIndicator, names: Names) -> str:
    measured = names.of("metric", one.metric) if one.metric else ""
    told = joined(
        (
            f"good: {text(one.good)}" if one.good else "",
            f"bad: {text(one.bad)}" if one.bad else "",
            f"{measured} {text(one.target.text)}" if measured and one.target else measured,
            f"weight {one.weight}" if one.weight else "",
            f"then {text(', '.join(one.then))}" if one.then else "",
            "the bound and the weight are ours" if one.origin == "ours" else "",
        )
    )
    return f"- **{text(one.title)}**: {told}"


def stages(playbook: Playbook, names: Names) -> Iterator[str]:
    """Stages of a lifecycle with their moves, and the factors that are scored."""
    lines: list[str] = []
    for stage in playbook.stages:
        moves = f", then {names.all('stage', stage.moves, ' or ')}" if stage.moves else ""
        lines.append(f"- **{text(stage.title)}** (`{stage.id}`){moves}")
        lines += [f"  - {_criterion(what, names)}" for what in stage.criteria]
        lines += [f"  - approved by {names.of('role', role)}" for role in stage.approvals]
    yield from section("Stages", lines)
    lines = []
    for group in dict.fromkeys(factor.group for factor in playbook.factors):
        lines += [f"**{text(group).capitalize()}**", ""]
        for factor in playbook.factors:
            if factor.group == group:
                applies = f" ({text(factor.applies)})" if factor.applies else ""
                inside = f": {text('; '.join(factor.points))}" if factor.points else ""
                lines.append(f"- {text(factor.title)}{applies}{inside}")
        lines.append("")
    yield from section("What is scored", lines)


def _criterion(what: OutcomeCriterion, names: Names) -> str:
    """What must be so, and how it comes to be known."""
    known = {
        "task": f"when {names.of('task', what.ref)} is done",
        "factors": f"by the scores of {text(what.ref)}",
        "attest": f"confirmed by {names.of('role', what.ref)}" if what.ref else "",
    }
    told = known.get(what.kind, f"by {text(what.ref)}")
    bound = f"{text(what.target.text)} on average" if what.target else ""
    return "; ".join(part for part in (text(what.text), told, bound) if part)


def procedures(playbook: Playbook, names: Names) -> Iterator[str]:
    """Procedures that the plan does not date."""
    lines: list[str] = []
    for one in playbook.workflows:
        lines += [f"### {text(one.title)}", "", *numbered(one.steps), ""]
        for title, texts in (
            ("Kinds", one.types),
            ("Recorded", one.fields),
            ("Benefits", one.benefits),
            ("Remarks", one.notes),
        ):
            lines += listed(title, bullets(texts))
    yield from section("Procedures", lines)
