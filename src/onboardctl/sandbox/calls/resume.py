"""Read a resume, or the outcomes of a course, for what a sandbox knows: skills, years, degrees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onboardctl.sandbox.calls.call import Call

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_YEARS = re.compile(rf"(\d{{1,2}}|{'|'.join(_WORDS[1:])})\s+years?", re.IGNORECASE)
_DEGREE = re.compile(r"\b(?:Bachelor|Master|Associate|Diploma|Certificate)\b[^,.;\n]*")
_TELLS_NOTHING = {"systems", "general", "related"}
_KEY_SKILLS = 12


def skills_in(call: Call, text: str) -> list[str]:
    """Elements whose names have a word of the text, by their ids."""
    lower = text.lower()
    return [
        str(element)
        for element, name in call.database.rows("SELECT element_id, name FROM skills ORDER BY 1")
        if any(re.search(rf"\b{re.escape(word)}", lower) for word in _stems(name))
    ]


def _stems(name: str) -> list[str]:
    return [word for word in re.findall(r"[a-z]{6,}", name.lower()) if word not in _TELLS_NOTHING]


def years_in(text: str) -> int:
    """The years of experience that a text claims, 0 when it claims none."""
    claimed = _YEARS.search(text)
    counted = claimed.group(1).lower() if claimed else "0"
    return _WORDS.index(counted) if counted in _WORDS else int(counted)


def degrees_in(text: str) -> list[str]:
    """The degrees that a text names, each with its subject."""
    return [one.strip() for one in _DEGREE.findall(text)]


def fit(call: Call, skills: Sequence[str], socs: str) -> list[tuple[float, str]]:
    """(share of the twelve key skills in percent, occupation), the best fit first.

    Args:
        call: the call under way.
        skills: what somebody can do.
        socs: a question for the occupations that are compared.
    """
    known = set(skills)
    asked: dict[str, list[tuple[str, float]]] = {}
    for soc, element, importance in call.database.rows(
        "SELECT soc_code, element_id, importance FROM occupation_skills "
        f"WHERE soc_code IN ({socs}) ORDER BY soc_code, importance DESC, element_id"
    ):
        needs = asked.setdefault(str(soc), [])
        if len(needs) < _KEY_SKILLS:
            needs.append((str(element), float(importance)))
    found = [
        (
            round(100 * sum(weight for element, weight in needs if element in known)
            / sum(weight for _, weight in needs), 2),
            soc,
        )
        for soc, needs in asked.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one[0], one[1]))
