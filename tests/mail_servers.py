"""Real mail servers on this machine that do as they are told at each step of a mail.

A step is told what to do with :meth:`MailServer.on`: answer with a line, drop the connection, or
say nothing. The steps are ``connect EHLO STARTTLS AUTH MAIL RCPT DATA text end``; ``text`` comes
after the server has asked for the text, ``end`` after it has read the final dot.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any, NamedTuple, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

CERTIFICATE = Path(__file__).parent / "toys" / "localhost.pem"
"""A certificate of `localhost` with its key, good for nothing else, until 2126."""
DROP = "drop"
HANG = "hang"
PASS = "pass"
"""Do as usual this time."""


class Got(NamedTuple):
    """A mail that a server took."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def subject(self) -> str:
        parts = decode_header(message_from_bytes(self.content)["Subject"])
        return str(make_header(parts)).replace("\n", "")

    @property
    def message_id(self) -> str:
        return str(message_from_bytes(self.content)["Message-ID"])


class MailServer:
    """A server with what it got and how it was spoken to.

    Args:
        login: user and password it wants; none when ``None``.
        tls: ``starttls`` to offer it, ``tls`` to speak nothing else, ``none``.
        clear_login: also take a login on an open line.
        size: most bytes of a mail, told in EHLO.
    """

    def __init__(
        self,
        *,
        login: tuple[str, str] | None = None,
        tls: str = "none",
        clear_login: bool = False,
        size: int = 33_554_432,
    ) -> None:
        self.got: list[Got] = []
        self.commands: list[str] = []
        self.connections = 0
        self._told: dict[str, list[str]] = {}
        self._login = login
        self._tls = tls
        self._options: dict[str, Any] = {"data_size_limit": size, "enable_SMTPUTF8": True}
        if login is not None:
            self._options |= {"authenticator": self._check, "auth_required": True,
                              "auth_require_tls": tls == "starttls" and not clear_login}  # fmt: skip
        context = None
        if tls != "none":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
        if tls == "starttls":
            self._options |= {"tls_context": context}
        self._controller = _Controller(
            self, hostname="127.0.0.1", port=0, ssl_context=context if tls == "tls" else None
        )

    def on(self, step: str, *actions: str) -> None:
        """What to do at a step, one action each time it comes; afterwards all is well again."""
        self._told[step] = list(actions)

    def always(self, step: str, action: str) -> None:
        """What to do at a step whenever it comes."""
        self._told[step] = [action] * 10_000

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._controller.server.sockets[0].getsockname()[1])

    @property
    def addresses(self) -> list[str]:
        """Everybody who got something, once for each mail."""
        return [to for one in self.got for to in one.recipients]

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    def action(self, step: str) -> str | None:
        """What was told for a step, if anything; used up."""
        left = self._told.get(step)
        return left.pop(0) if left else None

    def _check(
        self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any
    ) -> AuthResult:
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == self._login, handled=False)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a mail, or do as told."""
        action = self.action("end")
        if action is None or action == f"keep and {DROP}":
            self.got.append(
                Got(envelope.mail_from, tuple(envelope.rcpt_tos), bytes(envelope.content))
            )
        if action is not None and action.endswith(DROP):
            server.transport.abort()
            return "250 nobody hears this"
        if action == HANG:
            await asyncio.sleep(3600)
        return action or "250 taken"


class _Line(SMTP):
    """The protocol, with an ear for what it was told."""

    toy: MailServer

    def connection_made(self, transport: Any) -> None:
        again = self.transport is not None
        super().connection_made(transport)
        if not again:
            self.toy.connections += 1

    async def _do(self, step: str, usual: Any, arg: Any) -> None:
        self.toy.commands.append(step)
        action = self.toy.action(step)
        if action == DROP:
            self.transport.abort()
        elif action == HANG:
            await asyncio.sleep(3600)
        elif action not in {None, PASS}:
            await self.push(action)
            if action.startswith("421"):
                self.transport.close()
        else:
            await usual(arg)

    async def smtp_EHLO(self, arg: str) -> None:  # noqa: N802
        await self._do("EHLO", super().smtp_EHLO, arg)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        await self._do("STARTTLS", super().smtp_STARTTLS, arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        await self._do("AUTH", super().smtp_AUTH, arg)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
        await self._do("MAIL", super().smtp_MAIL, arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        await self._do("RCPT", super().smtp_RCPT, arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.toy.action("text") == DROP:
            self.toy.commands.append("DATA")
            await self.push("354 go on")
            self.transport.close()
            return
        await self._do("DATA", super().smtp_DATA, arg)


class _Controller(Controller):
    """Starts the toy's line on a free port of this machine."""

    def __init__(self, toy: MailServer, **how: Any) -> None:
        self.toy = toy
        super().__init__(toy, ready_timeout=10, **how)

    def factory(self) -> SMTP:
        line = _Line(self.handler, loop=self.loop, hostname="toy.example", **self.toy._options)
        line.toy = self.toy
        return line

    def _trigger_server(self) -> None:
        """Speak to it once, as the base class wants; on the port it really got."""
        where = self.server.sockets[0].getsockname()[:2]
        with socket.create_connection(where, timeout=10) as line:
            if self.ssl_context is None:
                line.recv(1024)
            else:
                trust = ssl.create_default_context(cafile=CERTIFICATE)
                trust.wrap_socket(line, server_hostname="localhost").recv(1024)
        self.toy.connections = 0
