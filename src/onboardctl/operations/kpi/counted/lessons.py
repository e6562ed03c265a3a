"""Training of our own teams as readings of KPIs: lessons, attempts at the quiz, certificates.

Training is nobody's of the partners: it stands under the empty name. Who belongs to the teams is
what the settings say now.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from onboardctl.core.training import certificates
from onboardctl.operations.kpi.counted.counting import Listed
from onboardctl.operations.kpi.facts.moments import ONE_DAY, first_moment
from onboardctl.operations.training.programme import Running, people_in_scope

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from onboardctl.core.training.state import Held, Programme
    from onboardctl.operations.kpi.counted.counting import Moments

TEAM = ""


class TrainingFacts(Listed):
    """Counts of the training that the partners' playbook has."""

    @cached_property
    def rows(self) -> list[Any]:
        """The programme as it stood, if it had begun."""
        from onboardctl.store import event_log

        asked = self.asked
        row = asked.session.store.one("training.of_playbook", playbook=asked.playbook)
        if row is None:
            return []
        name, history = row["programme_id"], asked.history
        programme: Programme = (
            history.state_of(name)
            if history is not None and name in history.programmes
            else event_log.load(asked.session.store, name)
        )
        return [programme] if programme.playbook else []

    def keeps(self) -> bool:
        """Whether a lesson was held or a quiz taken."""
        return any(one.held or one.attempts for one in self.rows)

    def moments(self, name: str) -> Moments:
        """When each fact that a reading counts happened."""
        count = {
            "quiz_attempts": self._attempts,
            "quiz_passed": self._passed,
            "session_invited": self._invited,
            "session_attended": self._attended,
            "staff_in_scope": self._in_scope,
            "staff_certified": self._certified,
        }[name]
        for programme in self.rows:
            for at in count(programme):
                yield TEAM, at

    def _attempts(self, programme: Programme) -> Iterator[datetime]:
        yield from (one.at for tried in programme.attempts.values() for one in tried)

    def _passed(self, programme: Programme) -> Iterator[datetime]:
        tried = (one for tried in programme.attempts.values() for one in tried)
        yield from (one.at for one in tried if one.passed)

    def _attended(self, programme: Programme) -> Iterator[datetime]:
        for held in self._recorded(programme):
            yield from [held.at] * len(held.people)

    def _invited(self, programme: Programme) -> Iterator[datetime]:
        """Everybody of the teams a lesson is for, and whoever came beside them."""
        running = self._running(programme)
        for held in self._recorded(programme):
            audience = running.session(held.session).audience
            invited = {
                person.id
                for person, teams in people_in_scope(self.asked.session, running)
                if "all" in audience or set(teams) & set(audience)
            }
            yield from [held.at] * len(invited | set(held.people))

    def _in_scope(self, programme: Programme) -> Iterator[datetime]:
        due_at = self._deadline(programme)
        if due_at is not None:
            yield from [due_at] * len(self._people(programme))

    def _certified(self, programme: Programme) -> Iterator[datetime]:
        """Who passed by the deadline; counted when it is over."""
        due_at, zone = self._deadline(programme), ZoneInfo(self._zone)
        if due_at is None:
            return
        for person in self._people(programme):
            tried = programme.attempts.get(person, ())
            if any(one.passed and one.at.astimezone(zone) < due_at for one in tried):
                yield due_at

    def _deadline(self, programme: Programme) -> datetime | None:
        rule = self._running(programme).training.certification
        due_on = certificates.deadline(rule, programme.launch_on) if rule else None
        return None if due_on is None else first_moment(due_on.isoformat(), self._zone) + ONE_DAY

    def _people(self, programme: Programme) -> list[str]:
        found = people_in_scope(self.asked.session, self._running(programme))
        return sorted({person.id for person, _ in found})

    def _running(self, programme: Programme) -> Running:
        return Running(self.asked.session.playbook(programme.digest), programme)

    @staticmethod
    def _recorded(programme: Programme) -> list[Held]:
        """Lessons that took place and of which somebody wrote down who was there."""
        return [one for one in programme.held.values() if one.people and not one.cancelled]

    @property
    def _zone(self) -> str:
        return self.asked.session.settings.zone or "UTC"


FACTS = TrainingFacts
