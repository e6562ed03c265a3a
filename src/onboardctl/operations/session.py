"""What an operation works with: the store, the settings, the moment, and who asks."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.errors import NotFound
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.calendar.absence import Absence
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook
    from onboardctl.settings import Settings
    from onboardctl.store import changes
    from onboardctl.store.engine import Engine, Row


NAMED_AT_MOST = 5


class Session(NamedTuple):
    """One run of the program in one workspace.

    Attributes:
        store: the open store.
        settings: of the workspace.
        now: the present, aware and in UTC.
        actor: who is at the keyboard, for the log.
        dry_run: do everything, keep nothing.
        as_of: the moment a read speaks of; ``now`` unless asked otherwise.
        if_version: a change is refused when its subject is not at this version any more.
    """

    store: Engine
    settings: Settings
    now: datetime
    actor: str
    dry_run: bool = False
    as_of: datetime | None = None
    if_version: int | None = None

    @property
    def moment(self) -> datetime:
        """The moment that reads speak of."""
        return self.as_of or self.now

    def change(
        self, command: str, *, undoes: int | None = None
    ) -> AbstractContextManager[changes.Change]:
        """A block of facts that is kept as a whole, or not at all on an error or a dry run."""
        from onboardctl.store import changes  # a read does not pay for what writes, projecting

        return changes.open_change(
            self.store,
            command,
            now=self.now,
            actor=self.actor,
            undoes=undoes,
            keep=not self.dry_run,
            if_version=self.if_version,
        )

    def playbook(self, digest: str) -> Playbook:
        """The compiled playbook that plans were made from."""
        from onboardctl.store import projecting

        return projecting.playbook_of(self.store, digest)

    def calendar(self, partner: Partner, playbook: Playbook) -> Calendar:
        """What the days of a partner's plan are counted in, as it was when they were dated."""
        from onboardctl.core.calendar.named import plan_calendar, task_calendars

        lists = {}
        if partner.calendars:
            from onboardctl.store import calendars

            lists = {
                use: calendars.calendar_of(self.store, digest)
                for use, digest in partner.calendars.items()
            }
        return plan_calendar(
            playbook.calendar, partner.zone, lists, task_calendars(playbook), self.absences()
        )

    def absences(self) -> tuple[Absence, ...]:
        """When which of our people are away, from today on: as was said, and as the settings say."""
        since = (self.moment - timedelta(days=1)).date()  # yesterday, in any zone
        rows = self.store.rows("absence.since", day=since.isoformat())
        written = self.written_absences(since)
        if not rows:
            return written
        from onboardctl.core.calendar.absence import Absence

        days = date.fromisoformat
        said = tuple(
            Absence(row["person"], days(row["first_on"]), days(row["last_on"]), row["reason"])
            for row in rows
        )
        return (*said, *(one for one in written if one not in said))

    def written_absences(self, since: date) -> tuple[Absence, ...]:
        """Absences of the settings that have not ended before a day."""
        if not any(person.absences for person in self.settings.staff):
            return ()
        from onboardctl.core.calendar.absence import Absence

        return tuple(
            Absence(person.id, one.from_on, one.to_on, one.reason)
            for person in self.settings.staff
            for one in person.absences
            if one.to_on >= since
        )

    def partner(self, partner_id: str) -> Partner:
        """The partner as its facts make it, at ``as_of`` when that is set."""
        from onboardctl.store import event_log

        partner: Partner = event_log.load(self.store, partner_id, as_of=self.as_of)
        return partner

    def find_partner(self, name: str) -> Row:
        """The read row of the partner that is meant: by id, slug, or part of the name.

        Raises:
            NotFound: nobody answers to the name, or several do.
        """
        row = self.store.one("partner.by_key", key=name)
        if row is not None:
            return row
        rows = self.store.rows("partner.by_part", part=f"%{_escaped(name.casefold())}%")
        if len(rows) == 1:
            return rows[0]
        if rows:
            raise _ambiguous(name, rows)
        raise self._unknown(name)

    def find_subject(self, name: str) -> str:
        """The id of what is meant: an id of any kind that has facts, else a partner's name.

        Raises:
            NotFound: nothing answers to the name, or several partners do.
        """
        from onboardctl.core.subject import is_subject

        if is_subject(name) and self.store.one("event.first", subject=name) is not None:
            return name
        found: str = self.find_partner(name)["partner_id"]
        return found

    def owner(self, name: str | None) -> str | None:
        """The person meant by an owner filter: ``me`` is whoever is at the keyboard.

        Somebody who left is still found by the tasks in their name.

        Raises:
            NotFound: nobody of that name is among our people or owns a task.
        """
        if name is None or name == "me":
            return self.actor if name else None
        person = self.settings.person(name)
        if person is not None:
            return person.id
        if not self.settings.staff or self.store.one("task.owned", owner=name) is not None:
            return name
        from onboardctl.core.names import did_you_mean, listed

        known = [one.id for one in self.settings.staff]
        raise NotFound(
            "person.unknown",
            f'onboardctl.yaml has no person "{name}"{did_you_mean(name, known)}',
            hint=f"it has {listed(known)}",
        )

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def _unknown(self, name: str) -> NotFound:
        from onboardctl.core.names import nearest_slug

        near = nearest_slug(name, (row["slug"] for row in self.store.rows("partner.slugs")))
        meant = f'; did you mean "{near}"?' if near else ""
        return NotFound(
            "partner.unknown",
            f'no partner answers to "{name}"{meant}',
            hint="see them with `onboardctl partner list`",
        )


def _escaped(part: str) -> str:
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _ambiguous(name: str, rows: list[Row]) -> NotFound:
    named = ", ".join(row["slug"] for row in rows[:NAMED_AT_MOST])
    more = " and others" if len(rows) > NAMED_AT_MOST else ""
    return NotFound(
        "partner.ambiguous",
        f'"{name}" could be {named}{more}',
        hint="write the slug or the id",
    )


def facts_of(row: Row) -> dict[str, object]:
    """The facts column of a partner row as a mapping."""
    facts: dict[str, object] = json.loads(row["facts"])
    return facts


def open_session(
    settings: Settings,
    *,
    now: datetime,
    dry_run: bool = False,
    as_of: datetime | None = None,
    if_version: int | None = None,
) -> Session:
    """Open the store of a workspace.

    Raises:
        StoreError: it is missing, damaged, busy or of another version.
    """
    from onboardctl.store import open_store

    store = open_store(settings.store, now=now)
    if as_of is not None:
        from onboardctl.store import past

        store = past.turned_back(store, as_of)
    return Session(
        store=store,
        settings=settings,
        now=now,
        actor=settings.actor,
        dry_run=dry_run,
        as_of=as_of,
        if_version=if_version,
    )
