"""What is different for one customer: written down, listed, and counted for a playbook's review."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.names import counted, listed
from onboardctl.core.partner.finding import find_task
from onboardctl.core.partner.variations import VariationNoted
from onboardctl.core.payloads.variation import (
    PartnerVariations,
    VariationLine,
    VariationSet,
    VariedLine,
    VariedPlaybooks,
)
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result

if TYPE_CHECKING:
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

LONGEST = 500
"""Characters of a sentence; more is a document, to be linked."""


class NoteVariation(NamedTuple):
    """What is different for whom, why, and of which task if of one."""

    partner: str
    what: str
    reason: str
    task: str | None = None


def note(session: Session, request: NoteVariation) -> Result:
    """Write down that something is done differently for one customer, and why.

    Raises:
        InvalidInput: no sentence, no reason, or one that is too long.
        NotFound: no such partner or task.
    """
    what, reason = (_sentence(text, flag) for text, flag in (
        (request.what, "WHAT"), (request.reason, "--reason")))  # fmt: skip
    with session.change("plan vary") as change:
        before = change.partner(session.find_partner(request.partner)["partner_id"])
        playbook = session.playbook(before.digest)
        task = find_task(before, playbook, request.task).id if request.task else ""
        number = len(before.variations) + 1
        change.append(before, [VariationNoted(number, what, reason, task)])
        change.summary = f"{before.name}: {what}"
    line = VariationLine("written", str(number), task or None, what, reason)
    data = VariationSet(before.slug, before.name, number, line)
    return _set(session, data, change.summary)


def forget(session: Session, partner: str, number: int) -> Result:
    """Take a written variation back; its number is not given again.

    Raises:
        NotFound: nothing is written under that number.
    """
    with session.change("plan vary") as change:
        before = change.partner(session.find_partner(partner)["partner_id"])
        written = {int(name): one for name, one in before.variations.items() if one.what}
        if number not in written:
            known = listed([str(name) for name in sorted(written)])
            raise NotFound(
                "variation.unknown",
                f"{before.name} has no variation {number} that is written down",
                hint=f"it has {known}; see `onboardctl plan variations {before.slug}`",
            )
        change.append(before, [VariationNoted(number)])
        change.summary = f"{before.name}: no more: {written[number].what}"
    return _set(session, VariationSet(before.slug, before.name, number, None), change.summary)


def _set(session: Session, data: VariationSet, said: str) -> Result:
    return Result(
        "plan vary",
        "variation/1",
        data,
        as_of=session.now,
        zone=session.settings.zone,
        messages=(said,),
        next_steps=(f"onboardctl plan variations {data.partner}",),
        dry_run=session.dry_run,
    )


def _sentence(text: str, flag: str) -> str:
    plain = " ".join(text.split())
    if not plain:
        raise InvalidInput(
            "variation.empty",
            f"{flag} is empty",
            hint='for example: plan vary acme "Invoices go to the parent" --reason "their contract"',
        )
    if len(plain) > LONGEST:
        raise InvalidInput(
            "variation.long", f"{flag} has {len(plain)} characters, at most {LONGEST} are kept"
        )
    return plain


def of_partner(session: Session, card: Row) -> tuple[VariationLine, ...]:
    """What is different for a partner, by task; one indexed query."""
    rows = session.store.rows("variation.of_partner", partner_id=card["partner_id"])
    return tuple(
        VariationLine(row["kind"], row["about"], row["task_id"], row["what"], row["reason"])
        for row in rows
    )


def show(session: Session, partner: str) -> Result:
    """What is different for one partner, and why."""
    card = session.find_partner(partner)
    data = PartnerVariations(
        card["slug"], card["name"], card["playbook"], of_partner(session, card)
    )
    return Result(
        "plan variations",
        "variations/1",
        data,
        as_of=session.moment,
        zone=card["zone"],
        messages=_unexplained(sum(not one.reason for one in data.variations)),
    )


def review(session: Session, playbook: str | None = None) -> Result:
    """What is varied of each playbook, by how many partners of those that have it.

    Raises:
        NotFound: nobody is served by that playbook.
    """
    asked = {"playbook": playbook}
    served = {
        row["playbook"]: row["partners"]
        for row in session.store.rows("variation.partners", **asked)
    }
    if playbook is not None and playbook not in served:
        raise NotFound(
            "playbook.unused",
            f'nobody is served by playbook "{playbook}"',
            hint="see what there is with `onboardctl playbook list`",
        )
    tasks = {
        (row["playbook"], row["task_id"]): (row["title"], row["partners"])
        for row in session.store.rows("variation.tasks", **asked)
    }
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in session.store.rows("variation.of_playbooks", **asked):
        about = row["task_id"] or (
            row["about"].partition("/")[0] if row["kind"] == "recurring" else "whole"
        )
        groups.setdefault((row["playbook"], row["kind"], about), []).append(row)
    lines = [_varied(key, rows, tasks, served) for key, rows in groups.items()]
    lines.sort(key=lambda line: (line.playbook, -line.partners, line.about, line.kind))
    return Result(
        "plan variations",
        "variations-review/1",
        VariedPlaybooks(tuple(lines)),
        as_of=session.moment,
        zone=session.settings.zone,
        messages=_unexplained(sum(line.unexplained for line in lines)),
    )


def _varied(
    key: tuple[str, str, str],
    rows: list[Row],
    tasks: dict[tuple[str, str], tuple[str, int]],
    served: dict[str, int],
) -> VariedLine:
    playbook, kind, about = key
    title, having = tasks.get((playbook, about), (about, served[playbook]))
    reasons = Counter(row["reason"] for row in rows if row["reason"])
    who = tuple(dict.fromkeys(row["slug"] for row in rows))
    return VariedLine(
        playbook,
        kind,
        about,
        title,
        len(who),
        having,
        sum(not row["reason"] for row in rows),
        tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        who,
    )


def _unexplained(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (f"{counted(count, 'variation')} without a reason; say it again with --reason",)
