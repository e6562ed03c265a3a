"""The partners of a playbook: who they are, when they began and left, by which outline they count."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from onboardctl.core.kpi.observations import PartnerRow
from onboardctl.operations.kpi.facts.moments import instant, maybe, moment_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from onboardctl.operations.kpi.facts.outline import Outline
    from onboardctl.operations.kpi.facts.rows import Rows


class People:
    """Partners as they stood at a moment.

    Attributes:
        outlines: all outlines in use.
    """

    def __init__(self, rows: Rows, outlines: Mapping[str, Outline]) -> None:
        self._rows = rows
        self._outlines = outlines
        self.outlines = tuple(outlines.values())

    @cached_property
    def stored(self) -> list[Any]:
        """Their rows, read when somebody first asks for one."""
        return self._rows.of("partner")

    @cached_property
    def zones(self) -> dict[str, str]:
        """Their zones by id; whoever is in it counts."""
        return {row["partner_id"]: row["zone"] for row in self.stored}

    @cached_property
    def digests(self) -> dict[str, str]:
        """The playbook version each runs on, by id."""
        return {row["partner_id"]: row["digest"] for row in self.stored}

    @cached_property
    def outline_of(self) -> dict[str, Outline]:
        """The outline of the playbook version each runs on."""
        return {row["partner_id"]: self._outlines[row["digest"]] for row in self.stored}

    def partners(self) -> tuple[PartnerRow, ...]:
        """Every partner, by slug."""
        away = {row["partner_id"]: row for row in self._rows.of("standing")}
        finished = {row["partner_id"]: row["finished_at"] for row in self._rows.of("completed")}
        ordered = sorted(self.stored, key=lambda row: (row["slug"], row["partner_id"]))
        return tuple(
            self._partner(row, away.get(row["partner_id"]), finished.get(row["partner_id"]))
            for row in ordered
        )

    def anchors(self, anchor: str) -> dict[str, datetime]:
        """When an anchor that is given, and not derived from a task, has come or will come."""
        found = {}
        for row in self.stored:
            if anchor in self.outline_of[row["partner_id"]].derived:
                continue
            at = moment_of(json.loads(row["anchors"]).get(anchor), row["zone"])
            if at is not None:
                found[row["partner_id"]] = at
        return found

    def _partner(self, row: Any, away: Any, finished: str | None) -> PartnerRow:
        anchors: dict[str, str] = json.loads(row["anchors"])
        origin = anchors.get(self.outline_of[row["partner_id"]].origin)
        went = instant(away["occurred_at"]) if away else None
        removed = away is not None and away["kind"] == "partner.removed"
        return PartnerRow(
            row["partner_id"],
            row["name"],
            row["tier"],
            row["segment"],
            started_at=moment_of(origin, row["zone"]),
            left_at=went if removed else None,
            completed_at=maybe(finished),
            paused_at=None if removed else went,
            owners=tuple(json.loads(row["team"]).items()),
            day_only=origin is not None and "T" not in origin,
        )
