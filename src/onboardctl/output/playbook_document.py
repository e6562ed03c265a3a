"""A playbook as the Markdown document that a team puts on its wiki: complete, and nothing else.

Texts of the playbook are escaped, so that none of them can turn into markup.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onboardctl.core import points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from onboardctl.core.playbook import (
        Agenda,
        Criterion,
        Duration,
        Item,
        Message,
        Outcome,
        Playbook,
        Recurring,
        Task,
    )

_MARKUP = re.compile(r"([\\`*\[\]<>|]|(?<!\w)[_#]|_(?!\w))")
_AUTOLINK = re.compile(r"https?://\S+")


def playbook_document(playbook: Playbook) -> str:
    """The whole playbook in Markdown, one section for each thing it holds."""
    parts: list[str] = [f"# {_text(playbook.title)}", ""]
    for section in _SECTIONS:
        lines = list(section(playbook))
        if lines:
            parts += [*lines, ""]
    text = "\n".join(parts)
    return re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n"


def _text(text: str) -> str:
    """A text that Markdown shows as it is; addresses stay addresses."""
    done, start = [], 0
    for match in _AUTOLINK.finditer(text):
        done += [_MARKUP.sub(r"\\\1", text[start : match.start()]), f"<{match[0]}>"]
        start = match.end()
    done.append(_MARKUP.sub(r"\\\1", text[start:]))
    return "".join(done).replace("\n", " ")


def _head(playbook: Playbook) -> Iterator[str]:
    yield f"`{playbook.id}`, version {playbook.version}" + (
        f", brand {_text(playbook.brand)}" if playbook.brand else ""
    )
    yield ""
    for text in (playbook.summary, f"**Goal:** {_text(playbook.goal)}" if playbook.goal else None):
        if text:
            yield text if text.startswith("**Goal") else _text(text)
            yield ""
    if playbook.applies_to:
        yield f"- For partners with {_text(playbook.applies_to.text)}"
    if playbook.length_days:
        yield f"- {playbook.length_days} days"
    if playbook.capacity:
        yield f"- At most {playbook.capacity} partners onboarding at the same time"
    if playbook.channel:
        yield f"- Channel {_text(playbook.channel)}"
    counted = "business days" if playbook.calendar.days == "business" else "calendar days"
    yield f"- Days are {counted}; day 1 is the date of {_text(playbook.origin)}"


def _section(title: str, lines: Iterable[str], level: int = 2) -> Iterator[str]:
    told = list(lines)
    if told:
        yield f"{'#' * level} {_text(title)}"
        yield ""
        yield from told
        yield ""


def _bullets(texts: Iterable[str]) -> Iterator[str]:
    return (f"- {_text(text)}" for text in texts)


def _listed(title: str, texts: Iterable[str]) -> Iterator[str]:
    told = list(texts)
    if told:
        yield f"**{title}:**"
        yield ""
        yield from told
        yield ""


def _principles(playbook: Playbook) -> Iterator[str]:
    return _section("Principles", _bullets(playbook.principles))


def _dates(playbook: Playbook) -> Iterator[str]:
    def line(anchor: Any) -> str:
        how = [
            {"required": "given at the start", "later": "given later"}.get(anchor.given or "", ""),
            f"by default {points.format_point(anchor.default)}" if anchor.default else "",
            f"estimated as {points.format_point(anchor.estimate)}" if anchor.estimate else "",
            f"from {points.format_point(anchor.derived)}" if anchor.derived else "",
            f"every {anchor.every}" if anchor.every else "",
        ]
        told = "; ".join(_text(one) for one in how if one)
        return f"- **{_text(anchor.title or anchor.id)}** ({_text(anchor.id)}): {told}"

    return _section("Dates", [line(anchor) for anchor in playbook.anchors])


def _facts(playbook: Playbook) -> Iterator[str]:
    def line(fact: Any) -> str:
        kind = f"one of {', '.join(fact.choices)}" if fact.choices else fact.type
        default = (
            ""
            if fact.default is None
            else f", {str(fact.default).lower() if isinstance(fact.default, bool) else fact.default} when nobody says"
        )
        return f"- **{_text(fact.id)}**: {_text(fact.ask or '')} ({_text(kind + default)})"

    return _section("Facts about the partner", [line(fact) for fact in playbook.facts])


def _prerequisites(playbook: Playbook) -> Iterator[str]:
    return _section("Prerequisites", [_item(one) for one in playbook.prerequisites])


def _adjustments(playbook: Playbook) -> Iterator[str]:
    return _section(
        "Adjustments",
        [
            f"- When {_text(one.when.text)}: {', '.join(map(_text, one.stretch))} grow by {_length(one.least)} to "
            f"{_length(one.most)}, {_length(one.assume)} assumed"
            + (f" ({_text(one.note)})" if one.note else "")
            for one in playbook.adjustments
        ],
    )


def _timeline(playbook: Playbook) -> Iterator[str]:
    yield "## Timeline"
    yield ""
    for phase in playbook.phases:
        window = f" ({_text(phase.window.text)})" if phase.window else ""
        yield f"### {_text(phase.title)}{window}"
        yield ""
        if phase.goal:
            yield _text(phase.goal)
            yield ""
        if phase.when:
            yield f"Only when {_text(phase.when.text)}."
            yield ""
        if phase.entry:
            yield f"Opens when the gate of {', '.join(map(_text, phase.entry))} has passed."
            yield ""
        for task in playbook.tasks:
            if task.phase == phase.id:
                yield from _task(playbook, task)


def _task(playbook: Playbook, task: Task) -> Iterator[str]:
    yield f"{'#####' if task.parent else '####'} {_text(task.title)}"
    yield ""
    yield from _task_facts(playbook, task)
    yield ""
    yield from _listed("Preparation", [_item(one) for one in task.preparation])
    yield from _listed("To find out", _bullets(task.requirements))
    if task.agenda:
        yield from _agenda(task.agenda)
    yield from _listed("Topics", _bullets(task.topics))
    yield from _listed(
        "Run by hand", [line for one in task.run for line in ("```", one.shell, "```")]
    )
    if task.call:
        sends = f"; sends {_text(task.call.sends)}" if task.call.sends else ""
        returns = f"; returns {_text(task.call.returns)}" if task.call.returns else ""
        yield from _listed("API call", [f"- `{task.call.method} {task.call.path}`{sends}{returns}"])
    yield from _listed("Checklist", [_item(one) for one in task.checklist])
    yield from _listed("Deliverables", _bullets(task.deliverables))
    if task.watch:
        yield from _listed(
            "Watch", [f"- {_text(task.watch.what)} for {_length(task.watch.duration)}"]
        )
    yield from _listed("Gate", [_criterion(one) for one in task.gate])
    yield from _listed("Measured", [_criterion(one) for one in task.metrics])
    yield from _listed("Support", _bullets(task.support))
    yield from _listed("Celebration", _bullets(task.celebration))
    yield from _listed("Mails", [_message(one) for one in task.messages])
    mine = [one for one in playbook.recurring if one.task == task.id]
    yield from _listed("Comes back", [line for one in mine for line in _recurring(one)])
    yield from _listed("Remarks", _bullets(task.notes))


def _task_facts(playbook: Playbook, task: Task) -> Iterator[str]:
    titles = {role.id: role.title for role in playbook.roles}
    owners = " + ".join(_text(titles.get(owner, owner)) for owner in task.owners)
    when = [
        _text(task.window.text) if task.window else "",
        _length(task.duration) + " of work" if task.duration else "",
        f"at {_text(task.hours)}" if task.hours else "",
        f"not before {_text(points.format_point(task.not_before))}" if task.not_before else "",
        f"due {_text(task.due.text)}" if task.due else "",
        f"pinned to {_text(task.pin)}" if task.pin else "",
        f"never on {', '.join(task.never_on)}" if task.never_on else "",
    ]
    told = ", ".join(one for one in when if one)
    yield f"- Owner: {owners}" + (f"; {told}" if told else "") + f" (`{task.id}`)"
    if task.after:
        links = (link.task + (f" + {_length(link.lag)}" if link.lag else "") for link in task.after)
        yield f"- After {_text(', '.join(links))}"
    if task.when:
        yield f"- Only when {_text(task.when.text)}"
    if task.attest:
        yield f"- Confirmed by {_text(titles.get(task.attest, task.attest))}"
    marks = [
        word
        for word, holds in (
            ("optional", task.optional),
            ("a milestone", task.milestone),
            ("done by the partner", task.side == "partner"),
            ("our own addition", task.origin == "ours"),
        )
        if holds
    ]
    if marks:
        yield f"- {', '.join(marks).capitalize()}"


def _item(item: Item) -> str:
    told = [
        _text(item.due.text) if item.due else "",
        f"only when {_text(item.when.text)}" if item.when else "",
        _text(item.owner) if item.owner else "",
        "optional" if item.optional else "",
        "with evidence" if item.evidence else "",
        "by the partner" if item.side == "partner" else "",
        "our own addition" if item.origin == "ours" else "",
    ]
    extra = "; ".join(one for one in told if one)
    return f"- [ ] {_text(item.text)}" + (f" ({extra})" if extra else "")


def _criterion(one: Criterion) -> str:
    judged = f": {_text(one.metric)} {_text(one.target.text)}" if one.metric and one.target else ""
    attested = f", confirmed by {_text(one.attest)}" if one.attest else ""
    return f"- {_text(one.text)}{judged}{attested}"


def _message(one: Message) -> str:
    told = [
        f"to {_text(one.to)}",
        _text(one.due.text) if one.due else "",
        f"upon {_text(points.format_point(one.upon))}" if one.upon else "",
        f"only when {_text(one.when.text)}" if one.when else "",
        f"by {_text(one.owner)}" if one.owner else "",
        "receipt to be confirmed" if one.confirm else "",
    ]
    return f"- {_text(one.title or one.id)} (`{one.template}`): {', '.join(part for part in told if part)}"


def _agenda(agenda: Agenda) -> Iterator[str]:
    whole = f" ({agenda.minutes} minutes)" if agenda.minutes else ""
    people = f", with {_text(', '.join(agenda.participants))}" if agenda.participants else ""
    place = f", {_text(agenda.place)}" if agenda.place else ""
    title = f" {_text(agenda.title)}" if agenda.title else ""
    yield f"**Agenda{title}{whole}{people}{place}:**"
    yield ""
    for number, item in enumerate(agenda.items, 1):
        minutes = f" ({item.minutes} min)" if item.minutes else ""
        yield f"{number}. {_text(item.title)}{minutes}"
        yield from (f"   - {_text(point)}" for point in item.points)
    yield ""


def _recurring(one: Recurring) -> Iterator[str]:
    told = [
        f"every {one.every}" if one.every else "",
        f"first {one.first}" if one.first else "",
        f"at {one.at}" if one.at else "",
        f"from {points.format_point(one.starts)}" if one.starts else "",
        f"until {points.format_point(one.until)}" if one.until else "",
        f"during {one.during}" if one.during else "",
        f"{one.minutes} minutes" if one.minutes else "",
        f"by {', '.join(one.owners)}" if one.owners else "",
        f"with {', '.join(one.audience)}" if one.audience else "",
        f"only when {one.when.text}" if one.when else "",
        f"mail {one.template}" if one.template else "",
        f"holidays: {one.on_holiday}" if one.on_holiday != "keep" else "",
        "once for the whole team" if one.scope == "team" else "",
    ]
    yield f"- **{_text(one.title)}**: {_text('; '.join(part for part in told if part))}"
    for step in one.before:
        yield f"  - [ ] {_text(step.text)} ({_length(step.due)} before)"
    if one.agenda:
        if one.agenda.title and one.agenda.title != one.title:
            yield f"  - {_text(one.agenda.title)}:"
        for item in one.agenda.items:
            minutes = f" ({item.minutes} min)" if item.minutes else ""
            points_ = f": {_text('; '.join(item.points))}" if item.points else ""
            yield f"  - {_text(item.title)}{minutes}{points_}"


def _messages(playbook: Playbook) -> Iterator[str]:
    return _section("Mails", [_message(one) for one in playbook.messages])


def _recurring_work(playbook: Playbook) -> Iterator[str]:
    whole = [one for one in playbook.recurring if one.task is None]
    return _section("Comes back", [line for one in whole for line in _recurring(one)])


def _outcomes(playbook: Playbook) -> Iterator[str]:
    yield from _section("Outcomes", [line for one in playbook.outcomes for line in _outcome(one)])
    yield from _section(
        "Checklists over all partners", [line for one in playbook.cohort for line in _outcome(one)]
    )


def _outcome(outcome: Outcome) -> Iterator[str]:
    within = f" ({_text(outcome.within.text)})" if outcome.within else ""
    yield f"**{_text(outcome.title)}**{within}"
    yield ""
    for one in outcome.criteria:
        target = f", {_text(one.target.text)}" if one.target else ""
        lasting = f", for {_length(one.after)}" if one.after else ""
        source = f" ({_text(one.kind)}: {_text(one.ref)})" if one.ref else ""
        yield f"- [ ] {_text(one.text)}{target}{lasting}{source}"
    yield ""


def _roles(playbook: Playbook) -> Iterator[str]:
    lines: list[str] = []
    for role in playbook.roles:
        side = ", on the partner's side" if role.side == "partner" else ""
        stands_in = f"; {_text(role.fallback)} stands in" if role.fallback else ""
        lines += [f"### {_text(role.title)}", "", f"`{role.id}`{side}{stands_in}", ""]
        for title, texts in (
            ("Duties", role.duties),
            ("Every day", role.daily),
            ("Skills", role.skills),
        ):
            lines += _listed(title, _bullets(texts))
    return _section("Roles", lines)


def _escalations(playbook: Playbook) -> Iterator[str]:
    lines: list[str] = []
    for one in playbook.escalations:
        lines += [f"**{_text(one.title)}**", ""]
        for number, level in enumerate(one.levels, 1):
            within = f" within {_length(level.within)}" if level.within else ""
            when = f", when {_text(level.when.text)}" if level.when else ""
            does = f": {_text('; '.join(level.does))}" if level.does else ""
            lines.append(f"{number}. {_text(level.role)}{within}{when}{does}")
        lines.append("")
    return _section("Escalation", lines)


def _issues(playbook: Playbook) -> Iterator[str]:
    lines: list[str] = []
    for one in playbook.troubleshooting:
        lines += [f"**{_text(one.symptom)}**", ""]
        lines += [f"{number}. {_text(step)}" for number, step in enumerate(one.steps, 1)]
        after = [
            f"then escalate: {one.escalate}" if one.escalate else "",
            f"suggested when {one.kpi} falls short" if one.kpi else "",
        ]
        told = "; ".join(_text(part) for part in after if part)
        lines += ["", told, ""] if told else [""]
    return _section("Known issues", lines)


def _training(playbook: Playbook) -> Iterator[str]:
    training = playbook.training
    if training is None:
        return
    lines: list[str] = list(_listed("Objectives", _bullets(training.objectives)))
    for one in training.sessions:
        told = [
            one.week or "",
            f"every {one.every}" if one.every else "",
            f"{one.minutes} minutes" if one.minutes else "",
            one.format or "",
            f"for {', '.join(one.audience)}" if one.audience else "",
        ]
        lines.append(f"- **{_text(one.title)}**: {_text('; '.join(part for part in told if part))}")
        lines += [f"  - {_text(text)}" for text in (*one.outcomes, *one.topics, *one.materials)]
    lines.append("")
    for name, texts in training.materials:
        lines += _listed(_text(name), _bullets(texts))
    certification = training.certification
    if certification is not None:
        told = [
            f"quiz {certification.quiz}, passed with {certification.passing.text}",
            certification.due.text if certification.due else "",
            f"{certification.coverage.text} of the people" if certification.coverage else "",
            f"asks about {', '.join(certification.topics)}" if certification.topics else "",
        ]
        lines += _listed("Certification", [f"- {_text('; '.join(part for part in told if part))}"])
    yield from _section("Training", lines)


def _health(playbook: Playbook) -> Iterator[str]:
    def line(one: Any) -> str:
        signs = [f"good: {one.good}" if one.good else "", f"bad: {one.bad}" if one.bad else ""]
        judged = (
            f"{one.metric} {one.target.text}" if one.metric and one.target else one.metric or ""
        )
        told = [
            *signs,
            judged,
            f"weight {one.weight}" if one.weight else "",
            f"then {', '.join(one.then)}" if one.then else "",
        ]
        return f"- **{_text(one.title)}**: {_text('; '.join(part for part in told if part))}"

    return _section("Health", [line(one) for one in playbook.health])


def _lifecycle(playbook: Playbook) -> Iterator[str]:
    lines: list[str] = []
    for stage in playbook.stages:
        moves = f", then {_text(' or '.join(stage.moves))}" if stage.moves else ""
        lines.append(f"- **{_text(stage.title)}** (`{stage.id}`){moves}")
        lines += [f"  - {_text(text)}" for text in stage.criteria]
        lines += [f"  - approved by {_text(role)}" for role in stage.approvals]
    yield from _section("Stages", lines)
    lines = []
    for group in dict.fromkeys(factor.group for factor in playbook.factors):
        lines += [f"**{_text(group).capitalize()}**", ""]
        for factor in playbook.factors:
            if factor.group == group:
                applies = f" ({_text(factor.applies)})" if factor.applies else ""
                inside = f": {_text('; '.join(factor.points))}" if factor.points else ""
                lines.append(f"- {_text(factor.title)}{applies}{inside}")
        lines.append("")
    yield from _section("What is scored", lines)
    lines = []
    for one in playbook.workflows:
        lines += [f"### {_text(one.title)}", ""]
        lines += [*(f"{number}. {_text(step)}" for number, step in enumerate(one.steps, 1)), ""]
        named = (
            ("Kinds", one.types),
            ("Recorded", one.fields),
            ("Benefits", one.benefits),
            ("Remarks", one.notes),
        )
        for title, texts in named:
            lines += _listed(title, _bullets(texts))
    yield from _section("Procedures", lines)


def _segments(playbook: Playbook) -> Iterator[str]:
    lines: list[str] = []
    for one in playbook.segments:
        lines += [f"### {_text(one.title)}", ""]
        named = (
            ("Who", one.target),
            ("Pains", one.pains),
            ("Uses", one.uses),
            ("Gains", one.gains),
        )
        for title, texts in named:
            lines += _listed(title, _bullets(texts))
    return _section("Segments", lines)


def _numbers(playbook: Playbook) -> Iterator[str]:
    lines = []
    for kpi in playbook.kpis:
        target = getattr(kpi, "target", None)
        upper = getattr(target, "upper", None)
        bound = (
            ""
            if target is None
            else f"; target {target.op} {target.value}{f' to {upper}' if upper else ''} {kpi.unit}".rstrip()
        )
        bands = ", ".join(str(band.name) for band in getattr(kpi, "bands", ()))
        ranges = f"; bands {bands}" if bands else ""
        lines.append(
            f"- **{_text(kpi.title)}**: {_text(kpi.definition.removesuffix('.'))}{_text(bound)}{_text(ranges)}"
        )
    yield from _section("KPIs", lines)
    yield from _section("Metrics", [_metric(one) for one in playbook.metrics])
    yield from _section("SLA", _plain(playbook.sla) if playbook.sla else ())


def _metric(one: Any) -> str:
    unit = f" in {_text(one.unit)}" if one.unit else ""
    question = f': "{_text(one.question)}"' if one.question else ""
    target = f", target {_text(one.target.text)}" if one.target else ""
    return f"- {_text(one.title)} (`{one.id}`){unit}{question}{target}"


def _plain(data: Any, indent: str = "") -> Iterator[str]:
    """Data of another format as nested lists."""
    pairs = data.items() if isinstance(data, dict) else (("", one) for one in data)
    for key, value in pairs:
        name = f"{_text(str(key).replace('_', ' '))}: " if key else ""
        if isinstance(value, dict) or (
            isinstance(value, list) and any(isinstance(one, (dict, list)) for one in value)
        ):
            yield f"{indent}- {name}".rstrip(" ")
            yield from _plain(value, indent + "  ")
        elif isinstance(value, list):
            yield f"{indent}- {name}{_text('; '.join(map(str, value)))}"
        else:
            yield f"{indent}- {name}{_text(str(value))}"


def _resources(playbook: Playbook) -> Iterator[str]:
    return _section(
        "Resources",
        [
            f"- {_text(one.title)}" + (f": <{one.url}>" if one.url else "")
            for one in playbook.resources
        ],
    )


def _governance(playbook: Playbook) -> Iterator[str]:
    yield from _section("Remarks", _bullets(playbook.notes))
    review = playbook.review
    if review is not None:
        last = f", last {_text(review.last)}" if review.last else ""
        owner = f", by {_text(review.owner)}" if review.owner else ""
        yield from _section("Review", [f"Every {_text(review.every)}{last}{owner}."])
    rows = [
        f"| {_text(one.on)} | {_text(one.version or '')} | {_text(one.author)} | {_text(one.description)} |"
        for one in playbook.history
    ]
    yield from _section(
        "History",
        ["| Date | Version | Author | What |", "|---|---|---|---|", *rows] if rows else (),
    )


def _length(duration: Duration | None) -> str:
    """A duration in words: ``3 business days``."""
    if duration is None:
        return ""
    words = {
        "m": "minute",
        "h": "hour",
        "bh": "business hour",
        "d": "day",
        "bd": "business day",
        "w": "week",
        "mo": "month",
    }
    plural = "" if duration.amount == 1 else "s"
    return f"{duration.amount} {words[duration.unit]}{plural}"


_SECTIONS: tuple[Callable[[Playbook], Iterator[str]], ...] = (
    _head, _principles, _dates, _facts, _segments, _prerequisites, _adjustments, _timeline, _messages,
    _recurring_work, _outcomes, _numbers, _training, _health, _lifecycle, _escalations, _issues, _roles,
    _resources, _governance,
)  # fmt: skip
