"""Whether an answer fits its question: on the scale, or one of the words that may be said."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.kpi.by_reading import NPS_SCALE
from onboardctl.core.kpi.definition import Kind
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.kpi.definition import KpiDefinition

ASKED = frozenset({Kind.SCORE, Kind.NPS, Kind.TOP_BOX})
"""Kinds whose readings are answers of people."""


class Question(NamedTuple):
    """A question of a playbook: its scale, or the words that answer it; a scale has both ends."""

    name: str
    scale: tuple[str, str] | None = None
    words: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        """What an answer looks like, for a person."""
        if self.words:
            return listed(self.words, most=20)
        return f"a number from {self.scale[0]} to {self.scale[1]}" if self.scale else "a number"


def questions(definitions: Iterable[KpiDefinition]) -> dict[str, Question]:
    """The questions that KPIs are measured on, by name, in the order of the definitions."""
    found: dict[str, Question] = {}
    for one in definitions:
        name = one.measure.reading
        if one.kind not in ASKED or not name or name in found:
            continue
        scale = one.measure.scale or (NPS_SCALE if one.kind is Kind.NPS else None)
        found[name] = Question(name, scale, one.measure.answers)
    return found


def fault(question: Question, answer: str) -> str:
    """What is wrong with an answer, or empty when it fits."""
    if question.words:
        if answer in question.words:
            return ""
        near = did_you_mean(answer, question.words)
        return f'"{answer}" is no answer for {question.name}{near}'
    try:
        value = Fraction(answer)
    except (ValueError, ZeroDivisionError):
        return f'"{answer}" is no number, {question.name} is {question.form}'
    if question.scale is None:
        return ""
    low, high = question.scale
    if not Fraction(low) <= value <= Fraction(high):
        return f"{question.name} is given from {low} to {high}, not {answer}"
    return ""
