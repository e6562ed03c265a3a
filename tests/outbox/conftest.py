"""A workspace whose partners can be written to, and a mail server of this machine."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from mail_servers import CERTIFICATE, MailServer
from onboardctl.cli.main import main
from onboardctl.store import migrate
from toys.program import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = "2026-03-02T09:00:00Z"
HELLO = """---
id: hello
subject: "Hello, {{ organization }}"
from: csm
to: [primary_contact]
class: transactional
once_per: contract
vars:
  organization: text(160)
promises:
  - {id: answer, text: "An answer within 48 hours", within: 48h}
---
Hello {{ organization }}.

.A line that begins with a dot.
"""
COPIED = HELLO.replace("id: hello", "id: copied").replace(
    "class:", "cc: [technical_lead, support]\nclass:"
)
SETTINGS = """onboardctl: 1
timezone: Europe/Berlin
brands:
  credlink:
    name: CredLink
    domains: [credlink.example]
    addresses:
      support: {name: CredLink Support, email: support@credlink.example}
staff:
  ada: {name: Ada Lovelace, email: ada@example.com, roles: [csm]}
  tim: {name: Tim Berg, email: tim@example.com, roles: [technical_lead]}
"""


class Workspace:
    """A folder with the program run in it; each run may be at another moment."""

    def __init__(self, folder: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._capsys = capsys
        self._patch = monkeypatch
        self.at(NOW)

    def at(self, moment: str) -> Workspace:
        """From now on it is that moment."""
        self._patch.setenv("ONBOARDCTL_NOW", moment)
        return self

    def __call__(self, *words: str) -> Outcome:
        self._capsys.readouterr()
        code = main([*words, "--workspace", str(self.folder)])
        captured = self._capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    def settings(self, **smtp: Any) -> None:
        """Write the settings with this mail server."""
        lines = "".join(f"  {key}: {value}\n" for key, value in smtp.items())
        text = SETTINGS + (f"smtp:\n{lines}" if smtp else "")
        (self.folder / "onboardctl.yaml").write_text(text)

    def use(self, server: MailServer, **more: Any) -> None:
        """Send through a server of this machine."""
        how = {"host": "localhost", "port": server.port, "security": "none", "timeout_seconds": 5}
        self.settings(**(how | more))

    def template(self, name: str, text: str) -> None:
        """Put a template of its own in the workspace."""
        place = self.folder / "templates" / "shared" / "en" / f"{name}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def partner(self, name: str, mail: str, *more: str) -> str:
        """Take a partner on; its slug."""
        done = self(
            "new-partner", name, "-p", "beta-28-day", "-t", "business", "--segment", "agency",
            "--contact", f"Jo Lind <{mail}>", "--brand", "credlink", "--similar-ok", *more, "--json",
        )  # fmt: skip
        assert done.code == 0, done.err + done.out
        return str(done.json["data"]["slug"])

    def states(self) -> dict[int, str]:
        """The state of every mail of the outbox, by number."""
        listed = self("outbox", "list", "--all", "--limit", "1000", "--json").json["data"]["mails"]
        return {one["outbox"]: one["state"] for one in listed}


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server that takes everything unless told otherwise."""
    with MailServer() as one:
        yield one


@pytest.fixture
def ws(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch, server: MailServer
) -> Workspace:
    """A workspace with one partner, Northwind Press, and the template ``hello``."""
    monkeypatch.setenv("USER", "ada")
    folder = tmp_path / "ws"
    folder.mkdir()
    one = Workspace(folder, capsys, monkeypatch)
    migrate.create_store(str(folder / "onboardctl.db"), now=datetime(2026, 3, 2, 9, tzinfo=UTC))
    one.use(server)
    one.template("hello", HELLO)
    one.template("copied", COPIED)
    one.partner("Northwind Press", "mia@northwind.example")
    return one


__all__ = ["CERTIFICATE"]
