"""Readings of figures that were recorded, and of answers to surveys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.operations.health import figures

if TYPE_CHECKING:
    from onboardctl.operations.health.readings import Gathered

ANSWER_DAYS, CHANGE_DAYS = 180, 90


def metrics(all_of: Gathered, names: list[str]) -> None:
    """The latest value of each metric."""
    for name in names:
        for row in all_of.ask("metric_latest", metric=name.removeprefix("metric.")):
            value = figures.thousandths(row["value"])
            if value is not None:
                all_of.put(row["partner_id"], name, value, all_of.span.age(row["measured_at"]))


def metric_changes(all_of: Gathered, names: list[str]) -> None:
    """Sums of 90 days against those of the 90 before."""
    span = all_of.span
    middle = span.since(CHANGE_DAYS)
    for name in names:
        sums: dict[str, list[int]] = {}
        latest: dict[str, str] = {}
        for row in all_of.ask(
            "metric_since",
            metric=name.removeprefix("metric_change."),
            since=span.since(2 * CHANGE_DAYS),
            until=instant_text(span.moment),
        ):
            value = figures.thousandths(row["value"])
            if value is None:
                continue
            pair = sums.setdefault(row["partner_id"], [0, 0])
            pair[row["measured_at"] > middle] += value
            latest[row["partner_id"]] = row["measured_at"]
        for partner_id, (before, now) in sums.items():
            if before > 0:
                age = span.age(latest[partner_id])
                all_of.put(partner_id, name, figures.change(now, before), age)


def surveys(all_of: Gathered, names: list[str]) -> None:
    """Mean answers, and when any survey was answered last."""
    span = all_of.span
    for name in names:
        values: dict[str, list[int]] = {}
        latest: dict[str, str] = {}
        for row in all_of.ask(
            "answers",
            question=name.removeprefix("survey."),
            intake=span.survey_intake,
            since=span.since(ANSWER_DAYS),
            until=instant_text(span.moment),
        ):
            value = figures.thousandths(row["value"])
            if value is not None:
                values.setdefault(row["partner_id"], []).append(value)
                latest[row["partner_id"]] = max(
                    latest.get(row["partner_id"], ""), row["answered_at"]
                )
        for partner_id, given in values.items():
            age = span.age(latest[partner_id])
            all_of.put(partner_id, name, figures.mean(given), age, len(given))
        _recorded(all_of, name, values)
    if "answers" in all_of.counts:
        for row in all_of.ask("last_answers", intake=span.survey_intake):
            all_of.active("answers", row["partner_id"], row["answered_at"])


def _recorded(all_of: Gathered, name: str, answered: dict[str, list[int]]) -> None:
    """Where nobody answered, values that were recorded under the name of the question."""
    span = all_of.span
    values: dict[str, tuple[list[int], str]] = {}
    for row in all_of.ask(
        "metric_since",
        metric=name.removeprefix("survey."),
        since=span.since(ANSWER_DAYS),
        until=instant_text(span.moment),
    ):
        value = figures.thousandths(row["value"])
        if value is not None and row["partner_id"] not in answered:
            given, _ = values.get(row["partner_id"], ([], ""))
            values[row["partner_id"]] = ([*given, value], row["measured_at"])
    for partner_id, (given, latest) in values.items():
        all_of.put(partner_id, name, figures.mean(given), span.age(latest), len(given))
