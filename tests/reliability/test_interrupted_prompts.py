"""Ctrl-C at every question of ``new-partner`` and ``init`` on a terminal: 130, and nothing written."""

from __future__ import annotations

import os
import pty
import select

import pytest

from reliability_toys import NOW, kept
from toys.program import OnTerminal

STORE = "onboardctl.db"
ENTER = "\r"
CTRL_C = "\x03"
DOWN = "\x1b[B"
ALL = "a"
NEW_PARTNER = [
    ("Name of the organization", "Birch Corp" + ENTER),
    ("Playbook to follow", 2 * DOWN + ENTER),
    ("Tier of the contract", ENTER),
    ("Segment", ENTER),
    ("Primary contact, name", "Jo Lind" + ENTER),
    ("Primary contact, e-mail", "jo@birch.example" + ENTER),
    ("Signed on", ENTER),
    ("How many people will use it", "600" + ENTER),
    ("Contract number", ENTER),
    ("Time zone (", ENTER),
    ("Does the customer sign in through SSO", "no" + ENTER),
    ("Which provider does SSO use", ENTER),
    ("Is data to be migrated", ENTER),
    ("Does the customer restrict access by IP", ENTER),
    ("Which id did the new workspace get", ENTER),
    ("Which file lists the first users", ENTER),
    ("Which of these are fulfilled", ALL + ENTER),
]
INIT = [
    ("Brands your mails speak for", " " + ENTER),
    ("Time zone here", ENTER),
    ("customer success manager", "Ada Lovelace <ada@example.com>" + ENTER),
    ("account manager", ENTER),
    ("support manager", ENTER),
    ("technical lead", ENTER),
    ("founder", ENTER),
    ("Developer: response/resolution", ENTER),
    ("Business: response/resolution", ENTER),
    ("Enterprise: response/resolution", "1h/8h" + ENTER),
]


class OnServersTerminal(OnTerminal):
    """A command that the server runs on a terminal of ours."""

    def __init__(self, server, folder, *words):
        self.master, slave = pty.openpty()
        self.drawn = ""
        self.server = server
        server.ask(
            folder,
            *words,
            terminal=os.ttyname(slave),
            environment={"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "ONBOARDCTL_NOW": NOW},
        )
        self.slave = slave

    def type_answers(self, answers):
        """Answer one question after the other."""
        for question, keys in answers:
            self.wait_for(question)
            self.drawn = ""
            self.type(keys)

    def _read(self, patience):
        ready, _, _ = select.select([self.master], [], [], patience)
        if not ready:
            return False
        try:
            part = os.read(self.master, 65536)
        except OSError:  # nobody is left at the other end
            return False
        self.drawn += part.decode("utf-8", "replace")
        return bool(part)

    def wait_for(self, text, patience=10.0):
        """Read until the text has been drawn; a terminal that stays silent is hung up."""
        while text not in self.drawn:
            if not self._read(patience):
                os.close(self.slave)
                os.close(self.master)
                pytest.fail(f"{text!r} did not appear in {self.drawn!r}, {self.server.answer()}")

    def end(self):
        """How the command ended."""
        ended = self.server.answer()
        os.close(self.slave)
        while self._read(0.0):
            pass
        os.close(self.master)
        return ended.code, self.drawn.replace("\r\n", "\n")


def _all_but(folder, *ignored):
    return sorted(path.name for path in folder.rglob("*") if path.name not in ignored)


@pytest.mark.parametrize("at", range(len(NEW_PARTNER)), ids=[text for text, _ in NEW_PARTNER])
def test_ctrl_c_at_any_question_of_new_partner_writes_nothing(server, workspace, at):
    before = kept(workspace / STORE)
    terminal = OnServersTerminal(server, workspace, "new-partner")
    terminal.type_answers([*NEW_PARTNER[:at], (NEW_PARTNER[at][0], CTRL_C)])
    code, drawn = terminal.end()
    assert (code, drawn.splitlines()[-1]) == (130, "onboardctl: interrupted")
    assert "Traceback" not in drawn
    assert kept(workspace / STORE) == before


@pytest.mark.parametrize("at", range(len(INIT)), ids=[text for text, _ in INIT])
def test_ctrl_c_at_any_question_of_init_writes_nothing(server, tmp_path, at):
    terminal = OnServersTerminal(server, tmp_path, "init", "new")
    terminal.type_answers([*INIT[:at], (INIT[at][0], CTRL_C)])
    code, drawn = terminal.end()
    assert (code, drawn.splitlines()[-1]) == (130, "onboardctl: interrupted")
    assert _all_but(tmp_path) == []


def test_all_questions_of_new_partner_answered_take_the_partner_on(server, workspace):
    before = kept(workspace / STORE)
    terminal = OnServersTerminal(server, workspace, "new-partner")
    terminal.type_answers(NEW_PARTNER)
    code, drawn = terminal.end()
    assert code == 0, drawn
    assert "Birch Corp is taken on under customer-onboarding" in drawn
    after = kept(workspace / STORE)
    assert len(after.tables["partner"]) == len(before.tables["partner"]) + 1


def test_all_questions_of_init_answered_make_a_workspace(server, tmp_path):
    terminal = OnServersTerminal(server, tmp_path, "init", "new")
    terminal.type_answers(INIT)
    code, drawn = terminal.end()
    assert code == 0, drawn
    assert {"onboardctl.yaml", STORE} <= set(_all_but(tmp_path))
