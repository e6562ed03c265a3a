"""Capacity by role: who plays it, how full it is, and who can start next (A32, D18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.report import capacity as load
from onboardctl.core.report.model import Grid, Head, Value
from onboardctl.operations.report.capacity_load import HORIZON_DAYS

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.operations.report.capacity_load import Loaded

DAYS = 28


def by_role(rows: list[Loaded], today: date, at_once: int) -> Grid:
    """Each role that somebody plays or that has work ahead, in the order people play them.

    Work counts in the role it belongs to; room is the share of the week that each person's role may
    take, so hours of people with several roles and no shares stand under each of them.
    """
    roles = list(dict.fromkeys(role for one in rows for role in one.worker.roles))
    worked = {role for one in rows for role in one.load.by_role if role}
    roles += sorted(worked - set(roles))
    heads = (
        Head("role", "Role"),
        Head("people", "People"),
        Head("booked", f"{DAYS} days"),
        Head("free", "Next start"),
        Head("who", "Who"),
    )
    return Grid(
        heads,
        tuple(_row(role, rows, today, at_once) for role in roles),
        empty="nobody plays a role",
        note="A role without a share may take the whole week of its people, beside their other roles.",
    )


def _row(role: str, rows: list[Loaded], today: date, at_once: int) -> tuple[Value, ...]:
    players = [one for one in rows if role in one.worker.roles]
    taken = room = 0
    for one in rows:
        if role not in one.load.by_role and one not in players:
            continue
        for day in load.working_days(today, DAYS, one.worker):
            taken += one.load.of(role)[day]
            room += one.worker.room_of(role, day) if one in players else 0
    free = sorted(
        (start, at)
        for at, one in enumerate(players)
        if (start := load.next_free(one.load, one.worker, today, at_once, HORIZON_DAYS, role))
    )
    share = taken / room if room else None
    told = f"{load.hours(taken)} h"
    if share is not None:
        told = f"{share:.0%} ({load.hours(taken)}/{load.hours(room)} h)"
    over = share is None or share > 1
    start, who = (free[0][0], players[free[0][1]].worker.name) if free else (None, "")
    return (
        Value(role.replace("_", " "), role),
        Value(_people(role, players, rows)),
        Value(
            told,
            share,
            round(taken / 3600, 4),
            round(room / 3600, 4),
            "bad" if over and taken else "",
        ),
        Value("-", tone="bad" if players else "muted")
        if start is None
        else Value("now" if start == today else f"{start:%a} {start}", start.isoformat()),
        Value(who),
    )


def _people(role: str, players: list[Loaded], rows: list[Loaded]) -> str:
    """Who plays it; else who does its work without playing it."""
    if players:
        return ", ".join(one.worker.id for one in players)
    instead = [one.worker.id for one in rows if role in one.load.by_role and not one.is_nobody]
    return f"nobody; {', '.join(instead)} instead" if instead else "nobody"
