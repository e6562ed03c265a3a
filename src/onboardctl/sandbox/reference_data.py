"""The real occupations and skills every sandbox is built on.

Source: O*NET 29.0 (CC BY 4.0) and BLS OEWS May 2023 (public domain); the files, what was changed
and the notice that must travel with them are under ``seeds/reference``.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOP_CODED_WAGE = 239_200
"""BLS prints no wage at or above this yearly figure (May 2023)."""


class Occupation(NamedTuple):
    """One detailed occupation; wages are US dollars a year, ``None`` where BLS prints none."""

    soc_code: str
    title: str
    employment: int
    job_zone: int
    annual_p10: int | None
    annual_median: int | None
    annual_p90: int | None
    rating_basis: str


class Need(NamedTuple):
    """How much one element matters to an occupation: importance 1 to 5, level 0 to 7."""

    element_id: str
    importance: float
    level: float


class Skill(NamedTuple):
    """One skill, knowledge area or technology."""

    element_id: str
    name: str
    type: str
    category: str


class Reference(NamedTuple):
    """All reference data, in the order of its files.

    ``needs`` lists every rated element of an occupation, the most important first; an occupation
    without ratings is absent. ``related`` holds the career-change edges inside the set.
    """

    occupations: dict[str, Occupation]
    skills: dict[str, Skill]
    needs: dict[str, tuple[Need, ...]]
    ratings: tuple[tuple[str, str, float, float], ...]
    technology: tuple[tuple[str, str, str], ...]
    related: dict[str, tuple[tuple[str, str], ...]]
    titles: dict[str, tuple[str, ...]]
    by_importance: tuple[str, ...]


def _rows(folder: Path, name: str) -> Iterator[list[str]]:
    path = folder / name
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.reader(lines)
            next(reader, None)
            yield from reader
    except FileNotFoundError:
        raise NotFound("sandbox.reference", f"{path} is missing") from None


def _number(value: str) -> int | None:
    return int(value) if value else None


def _occupations(folder: Path) -> dict[str, Occupation]:
    zones = {row[0]: int(row[1]) for row in _rows(folder, "job_zones.csv")}
    wages = {row[0]: row for row in _rows(folder, "occupation_wages.csv")}
    basis = {row[0]: row[1] for row in _rows(folder, "occupation_sources.csv")}
    found = {}
    for soc, title, employment, _ in _rows(folder, "occupations.csv"):
        wage = wages[soc]
        found[soc] = Occupation(
            soc,
            title,
            int(employment),
            zones[soc],
            _number(wage[1]),
            _number(wage[2]),
            _number(wage[3]),
            basis[soc],
        )
    return found


def _grouped(folder: Path, name: str) -> dict[str, tuple[list[str], ...]]:
    groups: dict[str, list[list[str]]] = {}
    for soc, *rest in _rows(folder, name):
        groups.setdefault(soc, []).append(rest)
    return {soc: tuple(rows) for soc, rows in groups.items()}


def _needs(
    ratings: tuple[tuple[str, str, float, float], ...],
) -> dict[str, tuple[Need, ...]]:
    needs: dict[str, list[Need]] = {}
    for soc, element, importance, level in ratings:
        needs.setdefault(soc, []).append(Need(element, importance, level))
    return {
        soc: tuple(sorted(rows, key=lambda need: (-need.importance, need.element_id)))
        for soc, rows in needs.items()
    }


def _by_importance(ratings: tuple[tuple[str, str, float, float], ...]) -> tuple[str, ...]:
    totals: dict[str, list[float]] = {}
    for _, element, importance, _ in ratings:
        totals.setdefault(element, []).append(importance)
    means = {element: sum(values) / len(values) for element, values in totals.items()}
    return tuple(sorted(means, key=lambda element: (-means[element], element)))


def load_reference(folder: Path) -> Reference:
    """Read the reference files.

    Raises:
        NotFound: a file is missing.
        InvalidInput: a file is not what it should be.
    """
    try:
        levels = {
            (row[0], row[1]): float(row[2]) for row in _rows(folder, "occupation_skill_levels.csv")
        }
        ratings = tuple(
            [
                (soc, element, float(importance), levels[soc, element])
                for soc, element, importance in _rows(folder, "occupation_skills.csv")
            ]
        )
        return Reference(
            _occupations(folder),
            {row[0]: Skill(*row[:4]) for row in _rows(folder, "skills.csv")},
            _needs(ratings),
            ratings,
            tuple(
                [
                    (soc, element, "yes" if demand == "Y" else "no")
                    for soc, element, _, demand in _rows(folder, "occupation_technology.csv")
                ]
            ),
            {
                soc: tuple([(row[0], row[1]) for row in rows])
                for soc, rows in _grouped(folder, "related_occupations.csv").items()
            },
            {
                soc: tuple([row[0] for row in rows])
                for soc, rows in _grouped(folder, "job_titles.csv").items()
            },
            _by_importance(ratings),
        )
    except (ValueError, KeyError, TypeError) as problem:
        raise InvalidInput(
            "sandbox.reference", f"the reference files in {folder} do not fit together: {problem}"
        ) from problem
