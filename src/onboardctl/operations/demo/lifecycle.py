"""The example's candidate, on its way from discovery to an agreement, and a contract about to end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onboardctl.operations.lifecycle import campaign, consent, renewal, stage
from onboardctl.operations.task import advance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from onboardctl.operations.session import Session

GROWING = "Bluefin Media"
"""A partner that wants more."""
SHORT_CONTRACT = "Keystone Executive Search"
"""A partner whose first contract is a short one, so that its renewal is near."""

_SCORES = (
    *("technical-capabilities=4", "integration-complexity=3", "development-team=3"),
    *("platform-compatibility=4", "market-presence=4", "customer-base=3", "revenue-potential=4"),
    *("strategic-alignment=4", "financial-stability=3", "solution-criteria=4"),
)
_FIT = ("fit-market=4", "fit-technical=4", "fit-strategic=3", "fit-revenue=4", "fit-culture=5")


def courtship() -> Iterator[tuple[int, Callable[[Session, str], object]]]:
    """What happened, with the days since first contact, in order."""
    yield 3, lambda now, slug: _finish(now, slug, "initial-contact")
    yield (
        3,
        lambda now, slug: stage.assess(
            now, stage.Assess(slug, source="referral", partner_type="solution")
        ),
    )
    yield 4, lambda now, slug: stage.advance(now, stage.MoveOn(slug))
    yield 9, lambda now, slug: _finish(now, slug, "technical-qualification")
    yield 9, lambda now, slug: _finish(now, slug, "business-qualification")
    yield 10, lambda now, slug: _finish(now, slug, "type-criteria")
    yield 10, lambda now, slug: stage.assess(now, stage.Assess(slug, _SCORES, "qualification call"))
    yield 11, lambda now, slug: stage.advance(now, stage.MoveOn(slug))
    yield 14, lambda now, slug: stage.assess(now, stage.Assess(slug, _FIT, "fit workshop"))
    yield (
        15,
        lambda now, slug: stage.decide(
            now, stage.Decide(slug, by="ada", reason="a strong regional network")
        ),
    )


def short_contract(now: Session, slug: str, present: datetime) -> None:
    """The contract ends 85 days from the present: its review is due."""
    ends = (present + timedelta(days=85)).date().isoformat()
    starts = now.now.date().isoformat()
    renewal.set_term(now, renewal.SetTerm(slug, ends, starts, value="48000", currency="USD"))


def case_study(now: Session, slug: str) -> None:
    """A partner that went live tells its story: it is allowed, and the first step is done."""
    people = now.store.rows("contact.of_partner", partner_id=now.find_partner(slug)["partner_id"])
    consent.give(
        now,
        consent.GiveConsent(
            slug,
            "case-study",
            people[0]["contact_id"],
            until=(now.now + timedelta(days=365)).date().isoformat(),
            scope="website and talks",
            evidence="mail after the feedback call",
        ),
    )
    campaign.start(
        now,
        campaign.StartUndertaking(
            slug, "case-study", "Every graduate with a verified skill", owner="ada"
        ),
    )
    campaign.work_on(
        now, campaign.WorkOn(slug, "case-study-1", "identify-the-success-story", evidence="example")
    )


def growth(now: Session, slug: str, present: datetime) -> None:
    """An expansion whose terms are negotiated: it is to be closed as won, lost or postponed."""
    soon = (present + timedelta(days=14)).date().isoformat()
    campaign.start(
        now,
        campaign.StartUndertaking(
            slug,
            "expansion",
            "Newsrooms in the north",
            "other-countries",
            owner="ada",
            due=soon,
        ),
    )
    for step in (
        "identify-the-opportunity",
        "assess-the-feasibility",
        "negotiate-the-terms",
        "plan-the-implementation",
    ):
        campaign.work_on(now, campaign.WorkOn(slug, "expansion-1", step, evidence="example"))


def _finish(now: Session, slug: str, task: str) -> None:
    advance.advance(now, advance.Advance(slug, (task,), all_items=True, evidence="example"))
