"""Where the mail password comes from: the environment, a command, the keyring, or a person.

It is never written to a file, a log, a message or the arguments of a process; what a server echoes
is cleaned of it before anybody reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import Refused, Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from onboardctl.settings.values import Smtp

VARIABLE = "ONBOARDCTL_SMTP_PASSWORD"
"""The environment variable looked at first."""
COMMAND_SECONDS = 30
_HIDDEN = "[password]"


class Secret:
    """A password that shows itself to nobody by accident."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The password itself, for the login alone."""
        return self._text

    def without(self, text: str) -> str:
        """A text without the password in it, plain or as it travels."""
        from base64 import b64encode

        for shape in (self._text, b64encode(self._text.encode()).decode("ascii")):
            if shape:
                text = text.replace(shape, _HIDDEN)
        return text

    def __repr__(self) -> str:
        return f"Secret({_HIDDEN})"


def password(
    smtp: Smtp, environ: Mapping[str, str], ask: Callable[[str], str] | None = None
) -> Secret:
    """The password of the mail server's user, from the first source that has one.

    Args:
        smtp: the settings; its ``user`` is set.
        environ: the environment.
        ask: asks a person without showing what is typed; ``None`` when nobody can be asked.

    Raises:
        Usage: ``smtp.password``: no source has one.
        Refused: the command or the keyring failed.
    """
    if environ.get(VARIABLE):
        return Secret(environ[VARIABLE])
    if smtp.login_command:
        return Secret(_from_command(smtp.login_command))
    if smtp.keyring:
        return Secret(_from_keyring(smtp.keyring, smtp.user or ""))
    if ask is not None:
        return Secret(ask(f"Password of {smtp.user} at {smtp.host}"))
    raise Usage(
        "smtp.password",
        f"no password is known for {smtp.user} at {smtp.host}",
        hint=f"export {VARIABLE}, or set smtp.login_command or smtp.keyring in onboardctl.yaml",
    )


def _from_command(command: str) -> str:
    """The first line a command prints. It runs without a shell; what it says on stderr is shown."""
    import shlex
    import subprocess

    words = shlex.split(command)
    try:
        done = subprocess.run(  # noqa: S603 -- the person's own command, from their own settings
            words,
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            timeout=COMMAND_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError, IndexError) as problem:
        reason = getattr(problem, "strerror", None) or type(problem).__name__
        raise _command_failed(command, f"cannot be run: {reason}") from None
    if done.returncode:
        raise _command_failed(command, f"ended with {done.returncode}")
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    if not lines or not lines[0]:
        raise _command_failed(command, "printed nothing")
    return lines[0]


def _command_failed(command: str, reason: str) -> Refused:
    return Refused(
        "smtp.login_command",
        f"the command for the mail password {reason}",
        hint=f"run it yourself: {command}",
    )


def _from_keyring(service: str, user: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise Refused(
            "smtp.keyring",
            "smtp.keyring is set, and the keyring package is not installed",
            hint="pip install 'onboardctl[keyring]'",
        ) from None
    try:
        found: str | None = keyring.get_password(service, user)
    except KeyringError as problem:
        reason = str(problem) or type(problem).__name__
        raise Refused("smtp.keyring", f"the keyring cannot be read: {reason}") from None
    if not found:
        raise Refused(
            "smtp.keyring",
            f'the keyring has no password of "{user}" for "{service}"',
            hint=f"keyring set {service} {user}",
        )
    return found
