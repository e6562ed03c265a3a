"""Who comes into a sandbox by a call, and who is named by one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onboardctl.sandbox.calls.call import Problem, found
from onboardctl.sandbox.calls.gate import next_id
from onboardctl.sandbox.calls.resume import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onboardctl.sandbox.calls.call import Call

_SAFE_ADDRESS = re.compile(r"[a-z0-9._\-]+@example\.(?:com|org|net)")
_PHONE = "+1 (202) 555-0100"


def add_person(call: Call, name: str, email: str, persona: str, skills: Sequence[str] = ()) -> int:
    """An invited person who aims at the occupation that fits best; returns the id.

    Raises:
        Problem: the address could be somebody's, or is known already.
    """
    address = email.lower()
    if not _SAFE_ADDRESS.fullmatch(address):
        raise Problem(422, f"{email} is not an address at example.com, .org or .net")
    if call.one("SELECT id FROM users WHERE email = ?", address):
        raise Problem(409, f"{email} is known already")
    number = next_id(call.database, "users")
    external = f"P{number:05d}"
    while call.one("SELECT id FROM users WHERE external_id = ?", external):
        external = f"P{int(external[1:]) + 1:05d}"
    rated = "SELECT soc_code FROM occupation_skills"
    return call.add("users", external, name, address, _PHONE, persona, "en", None,
                    fit(call, skills, rated)[0][1], call.now, None, None, None, "invited")  # fmt: skip


def free_address(call: Call, stem: str, domain: str = "example.com") -> str:
    """An address that nobody in the sandbox has."""
    number, address = 1, f"{stem}@{domain}"
    while call.one("SELECT id FROM users WHERE email = ?", address):
        number += 1
        address = f"{stem}{number}@{domain}"
    return address


def candidate_of(call: Call) -> tuple[int, int]:
    """Candidate id and user id that the body names.

    Raises:
        Problem: there is no such candidate.
    """
    number = call.body["candidate_id"]
    row = found(
        call.one("SELECT id, user_id FROM candidates WHERE id = ?", number), f"candidate {number}"
    )
    return int(row[0]), int(row[1])


def assess(call: Call, user: int, kind: str | None = None, at: str | None = None) -> int:
    """Assign an assessment, the baseline when it is somebody's first; returns its id."""
    first = call.one("SELECT id FROM assessments WHERE user_id = ?", user) is None
    return call.add(
        "assessments", user, kind or ("baseline" if first else "checkpoint"), at or call.now, None
    )
