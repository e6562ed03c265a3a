"""Ten thousand welcome mails to the bytes that travel, beside mailmerge's dry run with Markdown."""

from __future__ import annotations

import csv
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.table import Line, at_least, at_most, heading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.message import MailContext, MailFacts

MAILS, FEW, PEER_MAILS = 10_000, 1_000, 1_000
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_PEER_TEMPLATE = """TO: {{email}}
SUBJECT: Welcome to SkillForge - Getting Started with Your {{tier}} Plan
FROM: Ana Diaz <ana@skillforge.example>
CONTENT-TYPE: text/markdown

Hi {{name}},

It is good to have {{organization}} with us on the {{tier}} plan.
This mail holds what your team needs for its first day.

## Where to find things

- **Sandbox:** <https://sandbox.skillforge.com>
- **API base:** <https://sandbox.api.skillforge.com> (in the sandbox limited to 200 req/hr)
- **Admin console:** <https://dashboard.skillforge.com> (sign in with SSO)

## Your next three steps

1. [Tell us about your team]({{survey_link}})
2. [Read the integration guide]({{guide_link}})
3. [Pick a time for the kickoff call]({{calendar_link}})

## How we support you

- **Reach us:** {{channel}}
- **Our targets:** {{response}} to a first response, {{resolution}} to a resolution

Welcome aboard,

Ana Diaz
"""


def measured(rounds: int, only: str) -> Iterator[Line]:
    """Rendering beside the peer, and the memory it takes; nothing without the peer installed."""
    if only not in "mails":
        return
    yield heading("Mails")
    turns = max(3, rounds // 4)
    ours, memory, peer = [], [], []
    for _ in range(turns):
        few, many = _child(FEW), _child(MAILS)
        ours.append(many["seconds"] / MAILS)
        memory.append(many["memory"] / few["memory"])
        if (spent := _peer()) is not None:
            peer.append(spent)
    mine = min(ours)
    rate = f"{mine * 1e6:.0f} us of CPU a mail"
    yield at_most("mails: 10,000 welcomes to bytes", mine * MAILS, 2.0, "s CPU", rate)
    yield at_most("mails: memory of 10,000 beside 1,000", statistics.median(memory), 1.05, "x")
    if not peer:
        yield Line("mails: beside mailmerge", "not installed", detail="make .venv/.peers")
        return
    theirs = min(peer)
    detail = f"mailmerge {version('mailmerge')}: {theirs * 1e6:.0f} us of CPU a mail, {rate}"
    yield at_least("mails: beside mailmerge's Markdown dry run", theirs / mine, 4.0, "x", detail)


def _child(count: int) -> dict[str, float]:
    """Seconds of CPU and peak memory of a process of its own that makes so many mails."""
    command = [sys.executable, "-m", "benchmarks.mails", str(count)]
    root = Path(__file__).parent.parent
    done = subprocess.run(command, check=True, capture_output=True, cwd=root)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _peer() -> float | None:
    """Seconds of CPU a mail of mailmerge's dry run, without its start."""
    try:
        version("mailmerge")
    except PackageNotFoundError:
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "welcome.txt").write_text(_PEER_TEMPLATE, encoding="utf-8")
        (folder / "mailmerge_server.conf").write_text(
            "[smtp_server]\nhost = localhost\nport = 25\n"
        )
        spent = []
        for count in (1, PEER_MAILS):
            _write_rows(folder / "partners.csv", count)
            before = _children()
            script = Path(sys.executable).parent / "mailmerge"
            subprocess.run(
                [
                    script, "--dry-run", "--no-limit", "--output-format", "raw",
                    "--template", "welcome.txt", "--database", "partners.csv",
                    "--config", "mailmerge_server.conf",
                ],
                check=True, capture_output=True, cwd=folder,
            )  # fmt: skip
            spent.append(_children() - before)
        return (spent[1] - spent[0]) / (PEER_MAILS - 1)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _write_rows(path: Path, count: int) -> None:
    fields = "email name organization tier survey_link guide_link calendar_link channel response resolution"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(fields.split())
        for number in range(count):
            links = [f"https://{host}.example.com/{number}" for host in ("survey", "docs", "meet")]
            writer.writerow(
                [
                    f"person{number}@partner{number}.example", f"Zoë Person {number}",
                    f"Partner {number} GmbH", ("Business", "Enterprise")[number % 2], *links,
                    "the priority queue", "8 business hours", "3 business days",
                ]
            )  # fmt: skip


def _partners(count: int) -> Iterator[MailFacts]:
    from onboardctl.core.address import Address
    from onboardctl.core.message import BrandFacts, MailFacts, TierTerms
    from onboardctl.core.playbook import Duration

    business = TierTerms(
        "Business", Duration(8, "bh"), Duration(3, "bd"), "the priority queue", "8 to 18"
    )
    terms = {"business": business, "enterprise": business._replace(name="Enterprise")}
    for number in range(count):
        hosts = {
            "survey_link": "survey",
            "integration_playbook_link": "docs",
            "calendar_link": "meet",
        }
        links = {name: f"https://{host}.example.com/{number}" for name, host in hosts.items()}
        yield MailFacts(
            partner_id=f"P-{number:05}",
            slug=f"partner-{number}",
            organization=f"Partner {number} GmbH",
            tier=("business", "enterprise")[number % 2],
            terms=terms,
            brand=BrandFacts("skillforge", "SkillForge", domain="skillforge.example", links=links),
            contract_id=f"C-{number:05}",
            contacts={
                "primary_contact": Address(f"Zoë Person {number}", f"p{number}@partner.example")
            },
            team={"account_manager": Address("Ana Diaz", "ana@skillforge.example")},
            zone="Europe/Berlin",
        )


def _contexts(count: int) -> Iterator[MailContext]:
    from onboardctl.core.mail_variables import mail_context

    for facts in _partners(count):
        yield mail_context(facts, NOW)


def _make(count: int) -> None:
    """Make the mails one after the other, and say what that took."""
    from onboardctl.templating.catalogue import Library
    from onboardctl.templating.mime import to_bytes
    from onboardctl.templating.rendering import compiled, render

    template = compiled(Library().find("welcome", "skillforge", "en"))
    assert template is not None
    with Path(os.devnull).open("wb") as sink:
        started = time.process_time()
        sink.writelines(to_bytes(render(template, context), NOW) for context in _contexts(count))
        spent = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": spent, "memory": peak}))


if __name__ == "__main__":
    _make(int(sys.argv[1]))
