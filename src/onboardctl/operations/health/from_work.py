"""Readings of what we do with a partner: tickets, plan, training, reviews, mails, campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.health.definition import THOUSAND
from onboardctl.operations.health import figures

if TYPE_CHECKING:
    from onboardctl.operations.health.readings import Gathered
    from onboardctl.store.engine import Row

TICKET_DAYS, MAIL_DAYS, TASK_DAYS = 90, 90, 90
CAMPAIGN_DAYS, SCORED_DAYS, CERTIFIED_DAYS = 180, 180, 365


def tickets(all_of: Gathered, names: list[str]) -> None:
    """Open tickets past a promise, scores of closed ones, and promises kept."""
    span = all_of.span
    until = instant_text(span.moment)
    for row in all_of.ask("tickets", since=span.since(SCORED_DAYS), until=until):
        partner_id = row["partner_id"]
        all_of.put(partner_id, "tickets.overdue", row["overdue"] * THOUSAND)
        all_of.put(partner_id, "tickets.urgent_overdue", row["urgent_overdue"] * THOUSAND)
        if row["scored"]:
            mean = (2 * row["satisfaction"] * THOUSAND + row["scored"]) // (2 * row["scored"])
            age = span.age(row["scored_at"])
            all_of.put(partner_id, "tickets.satisfaction", mean, age, row["scored"])
        all_of.active("tickets", partner_id, row["active_at"])
    if "tickets.on_time" not in names:
        return
    for row in all_of.ask("clocks", since=span.since(TICKET_DAYS), until=until):
        decided = row["met"] + row["broken"]
        if decided:
            part = figures.share(row["met"], decided)
            all_of.put(row["partner_id"], "tickets.on_time", part, 0, decided)


def plan(all_of: Gathered, names: list[str]) -> None:
    """Work that is late, and work done by the day first promised."""
    for row in all_of.ask("tasks", today=all_of.span.day.isoformat()):
        all_of.put(row["partner_id"], "plan.late_tasks", row["late"] * THOUSAND, 0, row["open"])
        if row["milestones"]:
            late = row["milestones_late"] * THOUSAND
            all_of.put(row["partner_id"], "plan.late_milestones", late, 0, row["milestones"])
    if "plan.on_time" in names:
        for row in all_of.ask("finished", since=all_of.span.since(TASK_DAYS)):
            part = figures.share(row["in_time"], row["done"])
            all_of.put(row["partner_id"], "plan.on_time", part, 0, row["done"])


def items(all_of: Gathered, _: list[str]) -> None:
    """When an item was ticked last."""
    for row in all_of.ask("items"):
        all_of.active("items", row["partner_id"], row["done_at"])


def training(all_of: Gathered, _: list[str]) -> None:
    """Who of a partner's team holds a certificate, where any of them was ever asked."""
    passed = {row["person"]: row["passed_at"] for row in all_of.store.rows("health.certified")}
    if not passed:
        return
    since = all_of.span.since(CERTIFIED_DAYS)
    valid = {person for person, at in passed.items() if at is not None and at >= since}
    for partner_id, team in all_of.people().items():
        serving = set(team)
        if serving & passed.keys():
            part = figures.share(len(serving & valid), len(serving))
            all_of.put(partner_id, "training.team_certified", part, 0, len(serving))


def reviews(all_of: Gathered, _: list[str]) -> None:
    """Days since a review was held, with minutes or ticked as recurring work; and meetings held."""
    last = {row["partner_id"]: row["held_on"] for row in all_of.ask("reviews")}
    for row in all_of.ask("held_times", today=all_of.span.day.isoformat()):
        is_review, is_mail = _what_it_is(all_of, row)
        partner_id, held_on = row["partner_id"], row["held_on"]
        if is_review:
            last[partner_id] = max(last.get(partner_id, ""), held_on)
        elif not is_mail:
            all_of.active("meetings", partner_id, held_on)
    for partner_id, held_on in last.items():
        days = all_of.span.age(held_on) * THOUSAND
        all_of.put(partner_id, "reviews.days_since", days)
        all_of.active("reviews", partner_id, held_on)


def _what_it_is(all_of: Gathered, row: Row) -> tuple[bool, bool]:
    """Whether some recurring work is a review, and whether it is a mail; kept by newer programs."""
    if row["review"] is not None:
        return bool(row["review"]), bool(row["template"])
    from onboardctl.store.projecting import playbook_of

    for piece in playbook_of(all_of.store, row["digest"]).recurring:
        if piece.id == row["recurring_id"]:
            return piece.review, bool(piece.template)
    return False, False


def feedback(all_of: Gathered, _: list[str]) -> None:
    """Feedback past its day."""
    for row in all_of.ask("feedback", today=all_of.span.day.isoformat()):
        overdue = row["overdue"] * THOUSAND
        all_of.put(row["partner_id"], "feedback.overdue", overdue, 0, row["pieces"])
        all_of.active("feedback", row["partner_id"], row["received_at"])


def mails(all_of: Gathered, _: list[str]) -> None:
    """Mails that the partner acknowledged."""
    for row in all_of.ask("mails", since=all_of.span.since(MAIL_DAYS)):
        if row["sent"]:
            part = figures.share(row["acknowledged"], row["sent"])
            all_of.put(row["partner_id"], "mails.acknowledged", part, 0, row["sent"])
        all_of.active("mails", row["partner_id"], row["acknowledged_at"])


def campaigns(all_of: Gathered, _: list[str]) -> None:
    """Joint campaigns of half a year."""
    for row in all_of.ask("campaigns", since=all_of.span.since(CAMPAIGN_DAYS)):
        all_of.put(row["partner_id"], "campaigns.half_year", row["campaigns"] * THOUSAND)
        all_of.active("campaigns", row["partner_id"], row["began_at"])
        all_of.active("campaigns", row["partner_id"], row["closed_at"])


def stages(all_of: Gathered, _: list[str]) -> None:
    """When a partnership entered the stage it is in."""
    for card in all_of.cards():
        all_of.active("stages", card["partner_id"], card["entered_at"])
