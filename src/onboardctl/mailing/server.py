"""One connection to a mail server, step by step, with the final dot kept apart.

The steps of a mail are ``offer`` (MAIL and RCPT), ``content`` (DATA and all but the final dot) and
``finish`` (the dot and the answer). Whatever fails before ``finish`` has sent nothing; the caller
writes down that the dot is about to leave between the two.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from base64 import b64encode
from contextlib import suppress
from typing import TYPE_CHECKING

from onboardctl.core.errors import Refused
from onboardctl.core.outbox.delivery import GO_AHEAD, Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onboardctl.mailing.secret import Secret
    from onboardctl.settings.values import Smtp

SERVICE_NOT_AVAILABLE = 421
TOO_LARGE = 552
_MORE = 334
_TROUBLE = (OSError, smtplib.SMTPException)
_LONGEST_REPLY = 300


class Dropped(Exception):
    """The connection is gone, or the server said 421; nothing of the mail in hand was sent."""

    def __init__(self, step: str, reply: Reply) -> None:
        super().__init__(f"{step}: {reply}")
        self.step = step
        self.reply = reply


class Lost(Exception):
    """The connection went away after the final dot: the mail may have been sent or not."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: what goes there crosses no wire."""
    if host.rstrip(".").lower() == "localhost":
        return True
    from ipaddress import ip_address

    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Server:
    """A mail server that may be spoken to; connects on first use and again after a drop.

    Args:
        smtp: where it is and how to speak to it.
        secret: the password, when the settings name a user.
    """

    def __init__(self, smtp: Smtp, secret: Secret | None) -> None:
        self._smtp = smtp
        self._secret = secret
        self._line: smtplib.SMTP | None = None
        self.connections = 0
        self.sent_on_this = 0

    @property
    def is_fresh(self) -> bool:
        """This connection has carried no mail yet, so a drop is no matter of how many it takes."""
        return self.sent_on_this == 0

    def connect(self) -> None:
        """Open the connection, secure it and log in, unless that is done.

        Raises:
            Dropped: the server cannot be reached or does not want us now; later it may.
            Refused: it offers no encryption, its certificate is wrong, or it rejects the login.
        """
        if self._line is not None:
            return
        self.sent_on_this = 0
        try:
            self._line = self._open()
            # The dot is a small packet after a large one: without this it waits for the receipt.
            assert self._line.sock is not None
            self._line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._secure()
            self._log_in()
        except BaseException:
            self.close()
            raise
        self.connections += 1

    def offer(self, sender: str, recipients: Sequence[str], size: int) -> list[Reply]:
        """Say who writes and to whom; the answer for each recipient, in order.

        A refused sender is the same answer for every recipient.

        Raises:
            Dropped: the connection is gone.
        """
        line = self._ready("MAIL")
        most = line.esmtp_features.get("size", "")
        if most.isdecimal() and 0 < int(most) < size:
            told = Reply(TOO_LARGE, f"the mail has {size:,} bytes, the server takes {int(most):,}")
            return [told] * len(recipients)
        options = [f"SIZE={size}"] if line.has_extn("size") else []
        said = self._ask("MAIL", lambda: line.mail(sender, options))
        if not said.is_good:
            self.reset()
            return [said] * len(recipients)
        replies = [self._ask("RCPT", lambda to=to: line.rcpt(to)) for to in recipients]
        if not any(reply.is_good for reply in replies):
            self.reset()
        return replies

    def content(self, body: bytes) -> Reply:
        """Send everything but the final dot; an answer that is not good means it was not wanted.

        Raises:
            Dropped: the connection is gone; without the dot, no server delivers.
        """
        line = self._ready("DATA")
        said = self._ask("DATA", lambda: line.docmd("DATA"))
        if said.code != GO_AHEAD:
            self.reset()
            return said if not said.is_good else Reply(554, f"unexpected answer to DATA: {said}")
        try:
            line.send(_stuffed(body))
        except _TROUBLE as problem:
            raise self._gone("DATA", problem) from None
        return said

    def finish(self) -> Reply:
        """Send the final dot and wait for what the server says.

        Raises:
            Lost: the connection went away before an answer.
        """
        line = self._ready("the final dot")
        try:
            line.send(b".\r\n")
            code, text = line.getreply()
        except _TROUBLE as problem:
            self.close()
            raise Lost(f"no answer after the final dot: {_reason(problem)}") from None
        if code == -1:
            self.close()
            raise Lost("an answer nobody can read after the final dot")
        reply = self._reply(code, text)
        if code == SERVICE_NOT_AVAILABLE:
            self.close()
        elif reply.is_good:
            self.sent_on_this += 1
        return reply

    def reset(self) -> None:
        """Forget the mail in hand; a server that does not answer is left."""
        if self._line is None:
            return
        try:
            self._line.rset()
        except _TROUBLE:
            self.close()

    def abandon(self) -> None:
        """Hang up without a word, so that a mail without its dot is thrown away."""
        if self._line is not None:
            with suppress(*_TROUBLE):
                self._line.close()
            self._line = None

    def close(self) -> None:
        """Say goodbye and hang up; never raises."""
        if self._line is not None:
            with suppress(*_TROUBLE):
                self._line.quit()
        self.abandon()

    def _open(self) -> smtplib.SMTP:
        smtp = self._smtp
        try:
            if smtp.security == "tls":
                return smtplib.SMTP_SSL(
                    smtp.host, smtp.port, timeout=smtp.timeout_seconds, context=self._trust()
                )
            return smtplib.SMTP(smtp.host, smtp.port, timeout=smtp.timeout_seconds)
        except ssl.SSLError as problem:
            raise self._not_secure(_reason(problem)) from None
        except smtplib.SMTPConnectError as problem:
            raise Dropped("connect", self._reply(problem.smtp_code, problem.smtp_error)) from None
        except _TROUBLE as problem:
            reason = f"{smtp.host}:{smtp.port} cannot be reached: {_reason(problem)}"
            raise Dropped("connect", Reply(0, reason)) from None

    def _secure(self) -> None:
        line, smtp = self._line, self._smtp
        assert line is not None
        said = self._ask("EHLO", line.ehlo)
        if said.code == SERVICE_NOT_AVAILABLE:
            raise Dropped("EHLO", said)
        if not said.is_good:
            self._ask("HELO", line.helo)
        if smtp.security != "starttls":
            return
        if not line.has_extn("starttls"):
            raise self._not_secure("the server offers no STARTTLS")
        try:
            line.starttls(context=self._trust())
        except ssl.SSLError as problem:
            raise self._not_secure(_reason(problem)) from None
        except smtplib.SMTPResponseException as problem:
            raise self._not_secure(
                f"the server answers STARTTLS with {problem.smtp_code}"
            ) from None
        except _TROUBLE as problem:
            raise Dropped("STARTTLS", Reply(0, _reason(problem))) from None
        self._ask("EHLO", line.ehlo)

    def _log_in(self) -> None:
        line, smtp, secret = self._line, self._smtp, self._secret
        assert line is not None
        if not smtp.user:
            return
        assert secret is not None
        if smtp.security == "none" and not is_loopback(smtp.host):
            raise Refused(
                "smtp.clear_login",
                f"{smtp.host} would get the password in clear text",
                hint="set smtp.security to starttls or tls; without a login leave smtp.user out",
            )
        said = self._authenticate(line, smtp.user, secret.reveal())
        if said.is_good:
            return
        if not said.is_final:
            raise Dropped("AUTH", said)
        raise Refused(
            "smtp.login",
            f"{smtp.host} rejects the login of {smtp.user}: {said}",
            hint="check smtp.user and the password; `onboardctl doctor --smtp` tries it",
        )

    def _authenticate(self, line: smtplib.SMTP, user: str, password: str) -> Reply:
        """Log in with names and passwords in UTF-8, which smtplib's own login does not take."""
        offered = line.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in offered:
            words = _base64(f"\0{user}\0{password}")
            return self._ask("AUTH", lambda: line.docmd("AUTH", f"PLAIN {words}"))
        if "LOGIN" in offered:
            said = self._ask("AUTH", lambda: line.docmd("AUTH", f"LOGIN {_base64(user)}"))
            if said.code != _MORE:
                return said
            return self._ask("AUTH", lambda: line.docmd(_base64(password)))
        only = f", only {' '.join(offered)}" if offered else ""
        raise Refused(
            "smtp.login",
            f"{self._smtp.host} takes no login with a password here{only}; smtp.user is set",
            hint="leave smtp.user out, or use the port for submission, 587 or 465",
        )

    def _trust(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self._smtp.ca_file)
        except (OSError, ssl.SSLError) as problem:
            raise Refused(
                "smtp.ca_file",
                f"the certificates in {self._smtp.ca_file} cannot be used: {_reason(problem)}",
            ) from None

    def _not_secure(self, reason: str) -> Refused:
        smtp = self._smtp
        return Refused(
            "smtp.tls",
            f"the connection to {smtp.host}:{smtp.port} is not secure, nothing was sent: {reason}",
            hint="check smtp.host, smtp.port and smtp.security (starttls, tls); "
            "smtp.ca_file names a certificate authority of your own",
        )

    def _ready(self, step: str) -> smtplib.SMTP:
        if self._line is None:
            raise Dropped(step, Reply(0, "not connected"))
        return self._line

    def _ask(self, step: str, asking: object) -> Reply:
        try:
            code, text = asking()  # type: ignore[operator]
        except _TROUBLE as problem:
            raise self._gone(step, problem) from None
        reply = self._reply(code, text)
        if code in {SERVICE_NOT_AVAILABLE, -1}:
            self.abandon()
            raise Dropped(step, reply)
        return reply

    def _gone(self, step: str, problem: Exception) -> Dropped:
        self.abandon()
        return Dropped(step, Reply(0, f"the connection was lost at {step}: {_reason(problem)}"))

    def _reply(self, code: int, text: bytes | str) -> Reply:
        said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        if self._secret is not None:
            said = self._secret.without(said)
        return Reply(code, " ".join(said.split())[:_LONGEST_REPLY])


def _stuffed(body: bytes) -> bytes:
    """Lines that begin with a dot get another one; the text ends with a line end."""
    ended = body if body.endswith(b"\r\n") else body + b"\r\n"
    doubled = ended.replace(b"\r\n.", b"\r\n..")
    return b"." + doubled if doubled.startswith(b".") else doubled


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode("ascii")


def _reason(problem: BaseException) -> str:
    """Why, in the words of the system."""
    if isinstance(problem, TimeoutError | socket.timeout):
        return "no answer in time"
    if isinstance(problem, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({problem.verify_message})"
    if isinstance(problem, socket.gaierror):
        return "there is no such host"
    return getattr(problem, "strerror", None) or str(problem) or type(problem).__name__
