"""The training programme of a playbook as operations work on it: found, or started."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import NotFound, Refused
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.record import NamedTuple
from onboardctl.core.training import certificates
from onboardctl.core.training import events as e
from onboardctl.core.training.state import Held, Programme

if TYPE_CHECKING:
    from onboardctl.core.playbook import Certification, Playbook, Training, TrainingSession
    from onboardctl.operations.session import Session
    from onboardctl.settings.values import Person
    from onboardctl.store.changes import Change

USUAL = "partner-enablement"
"""The playbook whose teams are trained unless another is named."""


class Running(NamedTuple):
    """A programme with the playbook it follows."""

    playbook: Playbook
    programme: Programme

    @property
    def training(self) -> Training:
        """What the playbook says of training."""
        assert self.playbook.training is not None
        return self.playbook.training

    def session(self, name: str) -> TrainingSession:
        """The lesson of that id as the playbook has it."""
        return next(one for one in self.training.sessions if one.id == name)

    def held(self, name: str) -> Held:
        """A lesson that was scheduled.

        Raises:
            NotFound: ``training.held``.
        """
        found = self.programme.held.get(name)
        if found is None:
            known = list(self.programme.held)
            raise NotFound(
                "training.held",
                f'no lesson "{name}" is scheduled{did_you_mean(name, known)}',
                hint=f"scheduled: {listed(known)}"
                if known
                else "schedule one with `onboardctl training schedule`",
            )
        return found


def find_programme(session: Session, playbook: str | None) -> Running:
    """The programme of a playbook at the session's moment; version 0 when nothing was recorded.

    Raises:
        NotFound: no such playbook, or it has no training.
    """
    from onboardctl.store import event_log

    row = session.store.one("training.of_playbook", playbook=playbook or USUAL)
    if row is None:
        return _unstarted(session, playbook or USUAL)
    programme: Programme = event_log.load(session.store, row["programme_id"], as_of=session.as_of)
    if not programme.playbook:
        return _unstarted(session, playbook or USUAL)
    return Running(session.playbook(programme.digest), programme)


def open_programme(session: Session, change: Change, playbook: str | None) -> Running:
    """The programme within a change, started if nothing was recorded of it before."""
    row = session.store.one("training.of_playbook", playbook=playbook or USUAL)
    if row is not None:
        programme: Programme = change.subject(row["programme_id"])
        if programme.playbook:
            return Running(session.playbook(programme.digest), programme)
    from onboardctl.operations.partner.intake import next_number

    found = _unstarted(session, playbook or USUAL)
    change.keep_playbook(found.playbook)
    empty = Programme(f"E-{next_number(session, 'programme'):04}")
    started = e.TrainingStarted(found.playbook.id, found.playbook.version, found.playbook.digest)
    return found._replace(programme=change.append(empty, (started,)))


def certification_of(running: Running) -> Certification:
    """The rule of the certificate.

    Raises:
        Refused: ``training.certification``: the playbook has none.
    """
    rule = running.training.certification
    if rule is None:
        raise Refused("training.certification", f'"{running.playbook.id}" certifies nobody')
    return rule


def people_in_scope(session: Session, running: Running) -> list[tuple[Person, tuple[str, ...]]]:
    """Our people who belong to a team of the programme, with their teams."""
    found = [
        (person, certificates.teams_of(running.training, person.roles))
        for person in session.settings.staff
    ]
    return [(person, teams) for person, teams in found if teams]


def person_of(session: Session, name: str) -> Person:
    """One of our people by id or name.

    Raises:
        NotFound: ``person.unknown``.
    """
    person = session.settings.person(session.actor if name == "me" else name)
    if person is None:
        known = [one.id for one in session.settings.staff]
        raise NotFound(
            "person.unknown",
            f'onboardctl.yaml has no person "{name}"{did_you_mean(name, known)}',
            hint=f"it has {listed(known)}" if known else "add people under `staff:`",
        )
    return person


def _unstarted(session: Session, name: str) -> Running:
    from onboardctl.operations.partner.intake import load_playbook

    playbook = load_playbook(session, name)
    if playbook.training is None:
        raise NotFound(
            "training.none",
            f'"{name}" has no training',
            hint=f"name one that has: `--playbook {USUAL}`",
        )
    return Running(playbook, Programme("", digest=playbook.digest))
