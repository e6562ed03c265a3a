"""An example of each call that fits the rows as they are, so that it can be made again and again.

The calls of a track go on with whoever came in last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.sandbox.calls.people import free_address
from onboardctl.sandbox.keys import OWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.sandbox import api
    from onboardctl.sandbox.calls.call import Body, Call

_UNPLACED = (
    "SELECT m.candidate_id, m.job_id FROM matches m "
    "WHERE m.id NOT IN (SELECT match_id FROM placements) "
    "ORDER BY m.candidate_id DESC, m.score DESC, m.id LIMIT 1"
)
_UNREPORTED = (
    "SELECT id FROM placements WHERE id NOT IN (SELECT placement_id FROM placement_outcomes) "
    "ORDER BY id LIMIT 1"
)


def fitting(described: api.Call, call: Call) -> Body:
    """The example of the call's description, with ids and addresses of this sandbox."""
    known = {"candidate_id": 1} if "{id}" in described.path else {}
    return {**known, **described.sends, **_CHANGES.get(described.id, _as_described)(call)}


def _as_described(call: Call) -> Body:
    return {}


def _newest(call: Call) -> Body:
    row = call.one("SELECT max(id) FROM candidates WHERE origin = ?", OWN)
    return {"candidate_id": row[0]} if row and row[0] else {}


def _unplaced(call: Call) -> Body:
    row = call.one(_UNPLACED)
    day = {"placed_on": call.last_day()}
    return {"candidate_id": row[0], "job_id": row[1], **day} if row else day


def _unreported(call: Call) -> Body:
    row = call.one(_UNREPORTED)
    return {"placement_id": row[0]} if row else {}


def _student(call: Call) -> Body:
    return {
        "program": _program(call),
        "roster": [
            {"name": "Lena Example", "email": free_address(call, "lena.example", "example.org")}
        ],
    }


def _program(call: Call) -> Any:
    row = call.one("SELECT name FROM programs ORDER BY id")
    return row[0] if row else ""


def _course(call: Call) -> Body:
    number = 901
    while call.one("SELECT id FROM courses WHERE code = ?", f"NEW {number}"):
        number += 1
    courses = [{"code": f"NEW {number}", "outcomes": ["Speaking in Practice"]}]
    return {"program": _program(call), "courses": courses}


def _batch(call: Call) -> Body:
    row = call.one("SELECT max(cohort_id) FROM cohort_members WHERE left_at IS NULL")
    return {"cohort_id": row[0], "assign_at": call.now, "kind": "checkpoint"} if row else {}


def _outcomes(call: Call) -> Body:
    first = call.one("SELECT min(graduated_on) FROM outcomes WHERE origin = 'seed'")
    since = {"from": str(first[0])} if first and first[0] else {}
    return {"program": _program(call), **since, "to": call.last_day()}


def _person(call: Call) -> Body:
    return {"email": free_address(call, "omar.example")}


_CHANGES: dict[str, Callable[[Call], Body]] = {
    "create-assessment": _newest,
    "candidate-matches": _newest,
    "quick-verify": _newest,
    "record-placement": _unplaced,
    "placement-outcome": _unreported,
    "bulk-import-users": _student,
    "create-curriculum": _course,
    "assign-batch": _batch,
    "outcomes-report": _outcomes,
    "register-candidate": _person,
}
