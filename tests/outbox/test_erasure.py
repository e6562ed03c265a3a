"""A person of a partner is forgotten: history keeps what happened, and no file finds the name."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

import pytest

from mail_servers import DROP
from onboardctl.store import copying, open_store

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAME, MAIL = "Zoë O'Brien-Test", "zoe@northwind.example"
GREETING = """---
id: greeting
subject: "For {{ primary_contact_name }}"
from: csm
to: [primary_contact]
class: transactional
once_per: contract
vars:
  primary_contact_name: text(160)
---
Dear {{ primary_contact_name }}, glück auf.
"""
ERASE = ("partner", "erase", "northwind-press", "C-0002")


@pytest.fixture
def written(ws, tmp_path):
    """Everywhere a person writes a name: contacts, mails, notes, tickets, answers, feedback."""
    ws.template("greeting", GREETING)
    answers = tmp_path / "answers.csv"
    answers.write_text(
        "partner,question,answer,answered_at,respondent,survey,verbatim\n"
        f"northwind-press,csat,9,2026-03-01,{MAIL},S1,ask {NAME} again\n",
        encoding="utf-8",
    )
    for words in (
        ("partner", "edit", "northwind-press", "--contact", f"primary_contact={NAME} <{MAIL}>"),
        ("send", "greeting", "--partner", "northwind-press", "--yes"),
        ("feedback", "add", f"{NAME} cannot log in", "--partner", "northwind-press"),
        ("ticket", "open", "northwind-press", f"Login of {NAME}", "--priority", "high"),
        ("task", "note", "northwind-press", "kickoff-call", f"{NAME.upper()} joins by phone"),
        ("survey", "import", str(answers)),
        ("partner", "pause", "northwind-press", "--reason", f'{NAME} says "wait"'),
    ):
        done = ws(*words)
        assert done.code == 0, (words, done.err)
    return ws


def remains(folder, *words: str) -> list[str]:
    """Files of a folder that hold one of the words in any capitals, as bytes."""
    wanted = [word.casefold() for word in words]
    return [
        f"{path.name}: {word}"
        for path in sorted(folder.glob("onboardctl.db*"))
        for word in wanted
        if word in path.read_bytes().decode("utf-8", "replace").casefold()
    ]


def test_afterwards_no_byte_of_the_store_finds_the_name(written):
    assert remains(written.folder, NAME, MAIL)
    done = written(*ERASE, "--yes", "--json")
    assert done.code == 0, done.err
    assert remains(written.folder, NAME, MAIL) == []
    data = done.json["data"]
    assert data["mails"] == 1
    titles = {place["title"] for place in data["places"]}
    assert {"facts", "contacts", "the log", "recipients of mails"} <= titles
    assert written("store", "verify").code == 0
    for words in (
        ("partner", "show", "northwind-press"),
        ("log", "northwind-press", "--facts"),
        ("outbox", "show", "1", "--body"),
        ("feedback", "list"),
        ("ticket", "list"),
        ("survey", "list"),
        ("report", "feedback"),
        ("task", "show", "northwind-press", "kickoff-call"),
        ("partner", "show", "northwind-press", "--as-of", "2026-03-02"),
    ):
        told = written(*words, "--json")
        assert told.code == 0, (words, told.err)
        assert NAME.casefold() not in told.out.casefold(), words
        assert MAIL not in told.out, words


def test_history_keeps_what_happened_under_an_id(written):
    written(*ERASE, "--yes")
    facts = written("log", "northwind-press", "--facts", "--json").out
    assert "person C-0002 says" in facts
    assert "contact.erased" in facts
    (mail,) = written("outbox", "list", "--all", "--json").json["data"]["mails"]
    assert (mail["state"], mail["subject"]) == ("sent", "For person C-0002")


def test_it_cannot_be_undone_nor_done_twice(written):
    written(*ERASE, "--yes")
    undo = written("undo")
    assert (undo.code, "[undo.erased]" in undo.err) == (1, True)
    again = written(*ERASE, "--yes")
    assert (again.code, "[erase.gone]" in again.err) == (1, True)


def test_a_rehearsal_says_what_goes_and_changes_nothing(written):
    before = (written.folder / "onboardctl.db").read_bytes()
    rehearsed = written(*ERASE, "--dry-run", "--json").json
    assert rehearsed["data"]["mails"] == 1
    assert rehearsed["data"]["places"]
    assert (written.folder / "onboardctl.db").read_bytes() == before
    unasked = written(*ERASE)
    assert (unasked.code, "[usage.answer]" in unasked.err) == (2, True)


def test_parts_of_the_name_are_shown_and_taken_out_when_asked(written):
    written("feedback", "add", "Brien-like behaviour; Zoë called", "--partner", "northwind-press")
    left = written(*ERASE, "--yes", "--json").json["data"]["left"]
    assert [(one["word"], one["rows"]) for one in left] == [("Zoë", 3)]
    again = written(*ERASE, "--also", "Zoë", "--yes")
    assert again.code == 0, again.err
    assert remains(written.folder, "Zoë") == []


def test_a_longer_name_that_holds_it_stays(written):
    written("feedback", "add", "Anzoe@northwind.example is another", "--partner", "northwind-press")
    written(*ERASE, "--yes")
    assert "Anzoe@northwind.example is another" in written("feedback", "list", "--json").out


def test_a_mail_on_its_way_is_settled_first(written, server):
    server.on("end", DROP)
    written.template("hello_again", GREETING.replace("id: greeting", "id: hello_again"))
    queued = written("send", "hello_again", "--partner", "northwind-press", "--yes")
    assert queued.code == 8, queued.err
    refused = written(*ERASE, "--yes")
    assert (refused.code, "[erase.mail]" in refused.err) == (1, True)
    assert remains(written.folder, NAME)


@pytest.mark.parametrize(("whom", "code"), [("Nobody", "contact.unknown"), ("", "contact.unknown")])
def test_somebody_unknown_is_refused(written, whom, code):
    refused = written("partner", "erase", "northwind-press", whom, "--yes")
    assert (refused.code, f"[{code}]" in refused.err) == (4, True)


def test_a_partner_that_bears_the_name_is_renamed_first(written):
    written(
        "partner", "edit", "northwind-press", "--contact", "billing=Northwind Press <b@x.example>"
    )
    refused = written("partner", "erase", "northwind-press", "b@x.example", "--yes")
    assert (refused.code, "[erase.organisation]" in refused.err) == (1, True)


def test_a_server_forgets_as_a_file_does(written, postgres):
    with postgres.database() as url:
        copying.copy_to(str(written.folder / "onboardctl.db"), url, now=NOW)
        done = written(*ERASE, "--yes", "--store", url)
        assert done.code == 0, done.err
        with closing(open_store(url, now=NOW)) as engine:
            held = [
                table.name
                for table in copying.tables_of(engine)
                for row in engine.connection.execute(f'SELECT * FROM "{table.name}"').fetchall()
                if NAME.casefold() in str(dict(row)).casefold() or MAIL in str(dict(row))
            ]
        assert held == []
        assert written("store", "verify", "--store", url).code == 0


def test_the_same_address_at_another_partner_is_the_same_person(written):
    other = written.partner("Grove Press", "mia@grove.example")
    written("partner", "edit", other, "--contact", f"billing={NAME} <{MAIL}>")
    assert written(*ERASE, "--yes").code == 0
    assert remains(written.folder, NAME, MAIL) == []
    people = written("partner", "show", other, "--json").json["data"]["contacts"]
    assert [(one["name"], one["email"]) for one in people] == [
        ("Jo Lind", "mia@grove.example"),
        ("", ""),
    ]
    assert written("store", "verify").code == 0


def test_a_namesake_keeps_the_name(written):
    other = written.partner("Grove Press", "mia@grove.example")
    written("partner", "edit", other, "--contact", f"billing={NAME} <another@grove.example>")
    done = written(*ERASE, "--yes", "--json")
    assert [one["code"] for one in done.json["warnings"]] == ["erase.namesake"]
    assert remains(written.folder, MAIL) == []
    people = written("partner", "show", other, "--json").json["data"]["contacts"]
    assert NAME in [one["name"] for one in people]
