"""A kept score is what working out anew would say, whatever happened in between and in which order."""

from __future__ import annotations

import contextlib
import random
from typing import TYPE_CHECKING

import pytest

from onboardctl.core.errors import OnboardError
from onboardctl.operations import history
from onboardctl.operations.comms import ledger as comms
from onboardctl.operations.comms.ledger import MarkMessage
from onboardctl.operations.health import kept, listing, writing
from onboardctl.operations.health.writing import Override, Update
from onboardctl.operations.lifecycle import feedback
from onboardctl.operations.lifecycle.feedback import AddFeedback
from onboardctl.operations.measured import survey
from onboardctl.operations.measured.survey import RecordSurvey
from onboardctl.operations.measured.usage import ImportUsage, import_usage
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.partner.record import pause, resume
from onboardctl.operations.task import advance
from onboardctl.operations.ticket.opening import OpenTicket, open_ticket

from .conftest import NORTHWIND, later

if TYPE_CHECKING:
    from pathlib import Path

    from onboardctl.operations.session import Session

SLUGS = ("alder", "birch", "cedar")
EVERY = 100


def answer(session: Session, slug: str, dice: random.Random) -> None:
    said = (f"csat={dice.randint(0, 10)}",)
    survey.record_survey(session, RecordSurvey(slug, said, respondent=str(dice.random())))


def tick(session: Session, slug: str, dice: random.Random) -> None:
    task = dice.choice(("accept-welcome", "kickoff-call"))
    advance.advance(session, advance.Advance(slug, (task,), all_items=True))


def tell(session: Session, slug: str, dice: random.Random) -> None:
    feedback.add_feedback(session, AddFeedback("Too slow", "call", slug))


def report_ticket(session: Session, slug: str, dice: random.Random) -> None:
    priority = dice.choice(("critical", "low"))
    open_ticket(session, OpenTicket(slug, "Down", priority=priority))


def send(session: Session, slug: str, dice: random.Random) -> None:
    comms.mark_sent(session, MarkMessage(slug, "beta-welcome"))


def use(session: Session, slug: str, dice: random.Random) -> None:
    path: Path = session.settings.folder / f"use-{dice.random()}.csv"
    rows = [f"{slug},2026-02-{day:02d},{dice.randint(1, 90)},u{day},api" for day in (3, 9, 27)]
    path.write_text("partner,day,calls,user,feature\n" + "\n".join(rows) + "\n")
    import_usage(session, ImportUsage(path))


def set_by_hand(session: Session, slug: str, dice: random.Random) -> None:
    score = str(dice.randint(0, 100))
    writing.override(session, Override(slug, score, "data-wrong", "a call"))


def take_back(session: Session, slug: str, dice: random.Random) -> None:
    history.undo(session, None)


def hold(session: Session, slug: str, dice: random.Random) -> None:
    pause(session, slug, "budget")


def go_on(session: Session, slug: str, dice: random.Random) -> None:
    resume(session, slug)


def update(session: Session, slug: str, dice: random.Random) -> None:
    writing.update(session, Update(signs=dice.random() < 0.5))


ACTS = (
    *(answer, tick, tell, report_ticket, send, use, set_by_hand, take_back, hold, go_on),
    *(update, update),
)


@pytest.mark.parametrize("seed", range(4))
def test_kept_scores_are_those_of_working_out_anew(session, seed):
    for number, slug in enumerate(SLUGS):
        contacts = (f"Kim <kim@{slug}.example>",)
        new_partner(
            session,
            NORTHWIND._replace(name=slug.title(), contract=f"C-{number}", contacts=contacts),
        )
    dice = random.Random(seed)
    update(session, "", dice)
    used = 0
    for minute in range(1, 25):
        at = later(session, minutes=20 * minute)
        with contextlib.suppress(OnboardError):  # refused: that changes nothing either
            dice.choice(ACTS)(at, dice.choice(SLUGS), dice)
        now = later(session, minutes=20 * minute + 1)
        found = kept.basis(now)
        told = listing.lines_of(now, found, EVERY)
        anew = listing.lines_of(now, found._replace(kept=None), EVERY)
        assert told.lines == anew.lines
        assert (told.bands, told.unscored, told.left_out) == (
            anew.bands,
            anew.unscored,
            anew.left_out,
        )
        used += told.kept is not None
    assert used > 0
