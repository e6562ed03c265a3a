"""How far a partner is, as its mails say it: what is done, what comes, what waits, what was measured."""

from collections.abc import Iterator

from onboardctl.core.locale_text import date_text
from onboardctl.core.message import Awaited, MailFacts, Variable

_METRICS = {
    "api_calls_week": "api_calls",
    "accuracy_percent": "verification_accuracy",
    "avg_response_time": "response_time",
    "first_items_verified": "first_items_verified",
    "items_processed": "items_processed",
    "satisfaction_score": "csat",
}


def progress(facts: MailFacts) -> Iterator[tuple[str, Variable]]:
    """What is done, how far that is, what comes next, and the recorded readings."""
    advance = f"onboardctl advance {facts.slug}"
    own = facts.facts
    done = own.get("accomplishments") or facts.done_this_week
    fill = f"{advance} TASK, or {_set(facts, 'accomplishments')}"
    yield "accomplishments", Variable(done, "plan: done this week", fill)
    ahead = own.get("priorities") or facts.next_up
    yield "priorities", Variable(ahead, "plan: due next", _set(facts, "priorities"))
    percent = Variable(facts.progress_pct, "plan: required items done", f"{advance} TASK")
    yield "integration_percent", percent
    for name, metric in _METRICS.items():
        fill = f"{advance} --metric {metric}=…"
        yield name, Variable(facts.metrics.get(metric), f"metric {metric}", fill)


def standstill(facts: MailFacts) -> Iterator[tuple[str, Variable]]:
    """What keeps the plan from going on, on their side and on ours."""
    task = f"onboardctl task list {facts.slug}"
    waits = tuple(_awaited(one, facts.locale) for one in facts.awaited)
    yield "awaited", Variable(waits, "plan: open on the partner's side", task)
    stands = tuple(f"{one.title}: {one.reason}" for one in facts.blocked)
    block = f'onboardctl task block {facts.slug} TASK --reason "…"'
    yield "blocked", Variable(stands, "plan: blocked tasks", block)


def _awaited(one: Awaited, locale: str) -> str:
    return one.text if one.since is None else f"{one.text} ({date_text(one.since, locale)})"


def _set(facts: MailFacts, name: str) -> str:
    return f"onboardctl partner edit {facts.slug} --set {name}=…"
