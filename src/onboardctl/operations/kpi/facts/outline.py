"""What counting needs to know of a compiled playbook."""

from __future__ import annotations

from typing import Any

from onboardctl.core.record import NamedTuple


class Outline(NamedTuple):
    """A playbook as far as counting asks.

    ``items`` lists for each task its required items, those with a condition last; ``derived``
    maps an anchor to the task whose end it is; ``gates`` how many criteria a task's gate has.
    """

    origin: str
    items: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
    derived: dict[str, str]
    gates: dict[str, int]


def outline(body: dict[str, Any]) -> Outline:
    """The outline of a playbook from its stored JSON, without decoding the rest."""
    items = {}
    for task in body["tasks"]:
        required = [item for item in task.get("checklist", ()) if not item.get("optional")]
        items[task["id"]] = (
            tuple(item["id"] for item in required if not item.get("when")),
            tuple(item["id"] for item in required if item.get("when")),
        )
    derived = {
        anchor["id"]: anchor["derived"]["ref"]
        for anchor in body["anchors"]
        if anchor.get("derived") and anchor["derived"]["kind"] == "task"
    }
    gates = {task["id"]: len(task["gate"]) for task in body["tasks"] if task.get("gate")}
    return Outline(body["origin"], items, derived, gates)
