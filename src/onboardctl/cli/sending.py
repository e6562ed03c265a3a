"""What ``send`` and ``outbox send`` need of the world: clocks, progress, a person to ask."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from onboardctl import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.cli.context import Run
    from onboardctl.operations.outbox.deliver import Surroundings
    from onboardctl.operations.outbox.sending import Person


@contextmanager
def surroundings(run: Run, total: int | None) -> Iterator[Surroundings]:
    """The clocks of this machine, and progress on stderr."""
    from onboardctl.operations.outbox.deliver import Surroundings

    with run.progress(total, "mails") as done:
        yield Surroundings(clock.now, time.monotonic, time.sleep, done)


def person(run: Run) -> Person:
    """Whoever is at the keyboard, asked only where somebody is."""
    from onboardctl.operations.outbox.sending import Person

    return Person(run.confirm, _type_password if run.interactive else None)


def rehearsing_session(run: Run) -> Any:
    """The session; without ``--yes`` and with nobody to ask, everything is a rehearsal."""
    session = run.session()
    if run.yes or run.interactive:
        return session
    return session._replace(dry_run=True)


def _type_password(question: str) -> str:
    import sys
    from getpass import getpass

    from onboardctl.output.text import sanitise

    return getpass(f"{sanitise(question)}: ", stream=sys.stderr)
