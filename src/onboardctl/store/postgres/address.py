"""Where a store on a server is, how to get in, and how to show it without its password.

``postgresql://user@host:5432/database?schema=team`` names a store; everything else libpq knows
(``sslmode``, ``service``, ``connect_timeout`` …) may be added. The password never comes from
``onboardctl.yaml`` or a flag: it comes from ``ONBOARDCTL_STORE_PASSWORD``, a command named by
``ONBOARDCTL_STORE_PASSWORD_COMMAND``, the URL in ``ONBOARDCTL_STORE``, or the places libpq looks:
``PGPASSWORD``, ``~/.pgpass``, a service file.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from onboardctl.core.errors import InvalidInput
from onboardctl.core.record import NamedTuple
from onboardctl.core.store_url import is_server, password_in, without_password

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = "onboardctl"
PASSWORD = "ONBOARDCTL_STORE_PASSWORD"  # noqa: S105 -- the name of a variable
COMMAND = "ONBOARDCTL_STORE_PASSWORD_COMMAND"
STORE = "ONBOARDCTL_STORE"
CONNECT_SECONDS = 10
LOCK_SECONDS = 10
"""How long a writer waits for those before it."""
STATEMENT_SECONDS = 300
IDLE_SECONDS = 60
"""After so long in the middle of a change the server ends it: a laptop put to sleep would keep
everybody else waiting."""
LONGEST_SCHEMA = 63
_SCHEMA_NAME = re.compile(r"^[a-z_][a-z0-9_]{0,62}$")


class Address(NamedTuple):
    """A store on a server.

    Attributes:
        location: the URL as it may be shown: without a password.
        schema: where the tables are.
        parameters: for libpq, without the password.
    """

    location: str
    schema: str
    parameters: dict[str, str]

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names or addresses of the server; empty for the local socket or a service."""
        named = self.parameters.get("hostaddr") or self.parameters.get("host") or ""
        return tuple(one for one in named.split(",") if one)

    @property
    def is_local(self) -> bool:
        """What is sent stays on this machine."""
        if "service" in self.parameters:
            return False
        return all(is_loopback(one) for one in self.hosts)


def is_loopback(host: str) -> bool:
    """A socket in the file system or this machine's own address."""
    return (
        host.startswith(("/", "@", "127."))
        or host in {"localhost", "::1", "[::1]"}
        or host.endswith(".localhost")
    )


def parse(location: str, environ: Mapping[str, str] | None = None) -> Address:
    """Read the URL of a store.

    Args:
        location: the URL; a password in it is left out.
        environ: where ``PGHOST`` and ``PGSSLMODE`` may stand; the process's own when ``None``.

    Raises:
        InvalidInput: ``store.url``: it cannot be read.
    """
    known = os.environ if environ is None else environ
    shown = without_password(location)
    try:
        parts = urlsplit(shown)
        given = dict(
            parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        )
    except ValueError as error:
        raise _unreadable(shown, str(error)) from None
    schema = given.pop("schema", SCHEMA)
    if not _SCHEMA_NAME.match(schema):
        raise _unreadable(shown, f'the schema "{schema}" is not a plain lower-case name')
    who, _, where = parts.netloc.rpartition("@")
    parameters = _place(where, shown)
    if who:
        parameters["user"] = unquote(who)
    if parts.path.strip("/"):
        parameters["dbname"] = unquote(parts.path.lstrip("/"))
    parameters |= given
    if "service" not in parameters and "host" not in parameters and known.get("PGHOST"):
        parameters["host"] = known["PGHOST"]
    address = Address(shown, schema, parameters)
    parameters.setdefault("connect_timeout", str(CONNECT_SECONDS))
    if not address.is_local and "service" not in parameters and not known.get("PGSSLMODE"):
        parameters.setdefault("sslmode", "require")
    return address


def options(address: Address, *, read_only: bool) -> str:
    """Settings of the connection, in the form of libpq's ``options``; the URL's own come last."""
    chosen = {
        "search_path": f"{address.schema},pg_temp",
        "lock_timeout": f"{LOCK_SECONDS}s",
        "statement_timeout": f"{STATEMENT_SECONDS}s",
        "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
    }
    if read_only:
        chosen["default_transaction_read_only"] = "on"
    own = address.parameters.get("options", "")
    return " ".join([*(f"-c {name}={value}" for name, value in chosen.items()), own]).strip()


def password(location: str, environ: Mapping[str, str] | None = None) -> str | None:
    """The password from our own places; ``None`` leaves it to libpq.

    Raises:
        InvalidInput: ``store.password_command``: the command failed.
    """
    known = os.environ if environ is None else environ
    if known.get(PASSWORD):
        return known[PASSWORD]
    if known.get(COMMAND):
        return _asked(known[COMMAND])
    named = known.get(STORE, "")
    if is_server(named) and without_password(named) == without_password(location):
        written = password_in(named)
        return unquote(written) if written else None
    return None


def _asked(command: str) -> str:
    import shlex
    import subprocess

    try:
        done = subprocess.run(  # noqa: S603 -- named by whoever runs the program
            shlex.split(command), capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise InvalidInput(
            "store.password_command",
            f"{COMMAND} gave no password: {type(error).__name__}",
            hint="run the command by hand; its first line must be the password",
        ) from None
    return done.stdout.partition("\n")[0]


def _place(where: str, shown: str) -> dict[str, str]:
    if "," in where:  # several servers, each with or without a port
        hosts, ports = [], []
        for one in where.split(","):
            host, _, port = one.partition(":")
            hosts.append(unquote(host))
            ports.append(port)
        return {"host": ",".join(hosts), "port": ",".join(ports)}
    match = re.match(r"^(?P<host>\[[0-9A-Fa-f:.]+\]|[^:]*)(?::(?P<port>\d+))?$", where)
    if match is None:
        raise _unreadable(shown, f'"{where}" is not host:port')
    found = {}
    if match["host"]:
        found["host"] = unquote(match["host"].strip("[]"))
    if match["port"]:
        found["port"] = match["port"]
    return found


def _unreadable(shown: str, reason: str) -> InvalidInput:
    return InvalidInput(
        "store.url",
        f"the store's URL {shown} cannot be read: {reason}",
        hint="write it like postgresql://ada@db.example.com/onboarding",
    )
