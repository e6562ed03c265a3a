"""What ``doctor`` says of the mail server: how it is set up, and on demand whether it lets us in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import OnboardError
from onboardctl.core.payloads.check import FAIL, OK, WARN, CheckLine
from onboardctl.mailing import secret
from onboardctl.mailing.server import Dropped, Server, is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from onboardctl.settings import Settings
    from onboardctl.settings.values import Smtp

NAME = "smtp"


def check_mail_server(
    settings: Settings, environ: Mapping[str, str], *, connect: bool
) -> Iterator[CheckLine]:
    """The line about the mail server.

    Args:
        settings: of the workspace.
        environ: where the password may be.
        connect: connect, log in and hang up; without it nothing goes over the network.
    """
    smtp = settings.smtp
    if smtp is None:
        fix = "onboardctl config set smtp.host mail.example.com"
        yield CheckLine(
            NAME,
            FAIL if connect else OK,
            "none; mails are copied or saved",
            fix if connect else None,
        )
        return
    where = f"{smtp.host}:{smtp.port}, {smtp.security}"
    source = _source(smtp, environ)
    if smtp.security == "none" and not is_loopback(smtp.host):
        fix = "set smtp.security to starttls or tls"
        yield CheckLine(NAME, WARN, f"{where}: mails cross the network unprotected", fix)
    elif smtp.user and source is None:
        fix = f"export {secret.VARIABLE}, or set smtp.login_command or smtp.keyring"
        yield CheckLine(NAME, WARN, f"{where}: no password is known for {smtp.user}", fix)
    else:
        login = f", {smtp.user} with the password from {source}" if smtp.user else ", no login"
        yield CheckLine(NAME, OK, f"{where}{login}")
    if connect:
        yield _try(settings, smtp, environ)


def _source(smtp: Smtp, environ: Mapping[str, str]) -> str | None:
    if environ.get(secret.VARIABLE):
        return secret.VARIABLE
    if smtp.login_command:
        return "smtp.login_command"
    return "the keyring" if smtp.keyring else None


def _try(settings: Settings, smtp: Smtp, environ: Mapping[str, str]) -> CheckLine:
    """Connect and log in; nothing is sent."""
    at = (
        smtp if smtp.ca_file is None else smtp._replace(ca_file=str(settings.folder / smtp.ca_file))
    )
    try:
        known = secret.password(at, environ) if at.user else None
        server = Server(at, known)
        try:
            server.connect()
        finally:
            server.close()
    except OnboardError as problem:
        return CheckLine(f"{NAME}.login", FAIL, problem.message, problem.hint)
    except Dropped as problem:
        return CheckLine(f"{NAME}.login", FAIL, str(problem.reply), "try again later")
    return CheckLine(f"{NAME}.login", OK, "connected" + (" and logged in" if at.user else ""))
