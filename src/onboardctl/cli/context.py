"""What a command body may ask for; everything costly is opened on first use."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import OnboardError, Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from onboardctl.cli.options import Options
    from onboardctl.cli.progress import Progress

Choice = tuple[str, str]
"""The value a flag would take, and the words a person reads."""


class Run:
    """One run of one command.

    Attributes:
        options: the shared options as typed.
        command: the words typed, for example ``partner list``.
        now: the moment the run started, aware, in UTC, whole seconds.
    """

    def __init__(self, options: Options, command: str, now: datetime, *, interactive: bool) -> None:
        self.options = options
        self.command = command
        self.now = now
        self.interactive = interactive and not options.no_input
        self._session: Any = None
        self._settings: Any = None

    @property
    def dry_run(self) -> bool:
        """Nothing may be written."""
        return self.options.dry_run

    @property
    def yes(self) -> bool:
        """The person agreed beforehand to what would be asked."""
        return self.options.yes

    @property
    def as_of(self) -> datetime:
        """The moment to speak of: ``--as-of``, else now.

        A date means the last second of that day in the zone of the workspace, or in UTC without
        a workspace.

        Raises:
            Usage: neither a date nor an instant with an offset.
        """
        text = self.options.as_of
        if text is None:
            return self.now
        return parse_as_of(text, self._zone_of_workspace)

    @property
    def zone(self) -> str | None:
        """The zone of the workspace if the run has read its settings, else ``None``."""
        return None if self._settings is None else str(self._settings.zone)

    def settings(self) -> Any:
        """The settings of the workspace, read once."""
        if self._settings is None:
            from onboardctl.settings import load_settings

            self._settings = load_settings(
                workspace=self.options.workspace, store=self.options.store
            )
            if self.options.verbose:
                self._say_where()
        return self._settings

    def session(self, *, present: bool = False) -> Any:
        """The open store with settings, clock and actor, opened once; closed after the run.

        Args:
            present: the store as it is now, where ``--as-of`` speaks of something else.
        """
        if self._session is None:
            from onboardctl.operations.session import open_session

            self._session = open_session(
                self.settings(),
                now=self.now,
                dry_run=self.dry_run,
                if_version=int(self.options.if_version) if self.options.if_version else None,
                as_of=self.as_of if self.options.as_of and not present else None,
            )
        return self._session

    def close(self) -> None:
        """Close what was opened."""
        if self._session is not None:
            self._session.close()

    def ask_text(
        self,
        flag: str,
        question: str,
        *,
        default: str | None = None,
        check: Callable[[str], str | None] | None = None,
    ) -> str:
        """Ask for a text; ``check`` returns what is wrong with an answer, or ``None``.

        Args:
            flag: the flag that answers the question, ``--name`` or ``NAME`` for an argument.
            question: the question without a colon.
            default: offered to the person; not used when nobody can be asked.
            check: refuses an answer, which is then asked again.

        Raises:
            Usage: nobody can be asked; the message names the flag.
        """
        from onboardctl.cli.prompts import ask_text

        return ask_text(self._asking(flag), question, default=default, check=check)

    def ask_choice(
        self, flag: str, question: str, choices: Sequence[Choice], *, default: str | None = None
    ) -> str:
        """Ask for one of several values; returns the value, not its words."""
        from onboardctl.cli.prompts import ask_choice

        return ask_choice(self._asking(flag), question, choices, default=default)

    def ask_many(self, flag: str, question: str, choices: Sequence[Choice]) -> tuple[str, ...]:
        """Ask for any number of several values, in the order offered."""
        from onboardctl.cli.prompts import ask_many

        return ask_many(self._asking(flag), question, choices)

    def ask_confirm(self, flag: str, question: str, *, default: bool = False) -> bool:
        """Ask a question that yes or no answers; a dry run and ``--yes`` answer yes."""
        if self.yes or self.dry_run:
            return True
        from onboardctl.cli.prompts import ask_confirm

        return ask_confirm(self._asking(flag), question, default=default)

    def confirm(self, question: str) -> None:
        """Go on only with consent: ``--yes``, a dry run, or a yes on the terminal.

        Raises:
            Refused: the person said no; nothing was changed.
            Usage: nobody can be asked and ``--yes`` was not given.
        """
        from onboardctl.core.errors import Refused

        if not self.ask_confirm("--yes", question):
            raise Refused("consent.declined", "you said no, nothing was changed")

    def confirm_name(self, name: str, action: str, given: str | None) -> None:
        """Go on with something severe only when its name is repeated.

        Args:
            name: what is about to be changed, for example the partner's slug.
            action: what would happen, for example ``drop the sandbox of acme``.
            given: the value of ``--confirm``; ``--yes`` alone is not enough.

        Raises:
            Refused: another name was given.
            Usage: nobody can be asked and ``--confirm`` was not given.
        """
        from onboardctl.cli.prompts import confirm_name

        if self.dry_run:
            return
        flag = "--confirm" if given is not None else self._asking("--confirm")
        confirm_name(flag, name, action, given)

    def progress(self, total: int | None, what: str) -> AbstractContextManager[Progress]:
        """Count long work on stderr: ``with run.progress(500, "users") as done: done(1)``.

        Silent unless stderr is a terminal and about a second has passed; elsewhere one line for
        every ten seconds.
        """
        from onboardctl.cli.progress import progress

        return progress(total, what)

    def _say_where(self) -> None:
        from onboardctl.cli.streams import say
        from onboardctl.output.text import sanitise

        known = self._settings
        where = f"workspace {known.folder}, store {known.store}"
        say(f"onboardctl: {sanitise(where)}, zone {known.zone}, actor {sanitise(known.actor)}\n")

    def _zone_of_workspace(self) -> str:
        try:
            return str(self.settings().zone)
        except OnboardError:
            return "UTC"

    def _asking(self, flag: str) -> str:
        if not self.interactive:
            from onboardctl.cli.prompts import nobody_to_ask

            raise nobody_to_ask(flag)
        return flag


def parse_as_of(text: str, zone: Callable[[], str], flag: str = "--as-of") -> datetime:
    """A date (its last second) or an instant with an offset, in UTC.

    Args:
        text: what was typed.
        zone: gives the IANA zone in which a date ends; asked only for dates.
        flag: the option it was typed for.

    Raises:
        Usage: neither of them.
    """
    try:
        if len(text) == len("2026-03-02"):
            from zoneinfo import ZoneInfo

            moment = datetime.combine(date.fromisoformat(text), time(23, 59, 59), ZoneInfo(zone()))
        else:
            moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Usage(
            "usage.as_of",
            f'{flag}: "{text}" is neither a date nor an instant with an offset',
            hint="write 2026-03-02, or 2026-03-02T09:00:00Z",
        )
    from onboardctl.clock import FIRST_YEAR, LAST_YEAR, is_covered

    if not is_covered(moment):
        raise Usage("usage.as_of", f"--as-of lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return moment.astimezone(UTC)
