"""Files that travel come from one folder, and a digest says how to stop it."""

from __future__ import annotations

import email
import os

import pytest

from mail_samples import BRANDS, NOW, context, facts, mail, template
from onboardctl.core.address import Address
from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.message import AttachedFile, Unsubscribe
from onboardctl.templating.attachments import LARGEST, attached
from onboardctl.templating.mime import to_bytes
from onboardctl.templating.people import unsubscribe
from onboardctl.templating.rendering import render


@pytest.fixture
def workspace(tmp_path):
    """A workspace with two files that may travel, and one beside them that may not."""
    folder = tmp_path / "work"
    (folder / "files" / "guides").mkdir(parents=True)
    (folder / "files" / "plan.pdf").write_bytes(b"%PDF-1.7\n\x00\xff")
    (folder / "files" / "guides" / "Überblick.txt").write_text("Hallo\n", encoding="utf-8")
    (folder / "files" / "old.csv").write_bytes("Zoë".encode("latin-1"))
    (folder / "onboardctl.yaml").write_text("secret", encoding="utf-8")
    return folder


def test_files_travel_with_their_name_kind_and_bytes(workspace):
    names = ("plan.pdf", "guides/Überblick.txt", "old.csv", "plan.pdf")
    files = attached(workspace, names)
    assert [(one.name, one.kind) for one in files] == [
        ("plan.pdf", "application/pdf"),
        ("Überblick.txt", "text/plain; charset=utf-8"),
        ("old.csv", "application/octet-stream"),
    ]
    parsed = email.message_from_bytes(to_bytes(mail("welcome")._replace(files=files), NOW))
    _, *parts = parsed.get_payload()
    assert [one.get_filename() for one in parts] == [one.name for one in files]
    assert [one.get_payload(decode=True) for one in parts] == [one.data for one in files]
    assert {one.get_content_disposition() for one in parts} == {"attachment"}


@pytest.mark.parametrize(
    "name",
    [
        "../onboardctl.yaml",
        "guides/../../onboardctl.yaml",
        "/etc/passwd",
        "",
        ".",
        "~/x",
        "plan.pdf\0.txt",
        "out/passwd",
        "link.yaml",
    ],
)
def test_nothing_outside_of_the_folder_is_sent(workspace, name):
    os.symlink("/etc", workspace / "files" / "out")
    os.symlink(workspace / "onboardctl.yaml", workspace / "files" / "link.yaml")
    with pytest.raises(InvalidInput) as refusal:
        attached(workspace, (name,))
    assert refusal.value.code == "attach.outside"


def test_a_file_that_is_not_there_is_named_with_the_nearest(workspace):
    with pytest.raises(NotFound, match=r'did you mean "plan\.pdf"'):
        attached(workspace, ("plam.pdf",))


def test_too_much_is_refused_before_it_is_read(workspace):
    with (workspace / "files" / "big.zip").open("wb") as stream:
        stream.truncate(LARGEST + 1)
    with pytest.raises(InvalidInput, match=r"10\.0 MB") as refusal:
        attached(workspace, ("big.zip",))
    assert refusal.value.code == "attach.large"


@pytest.mark.parametrize("name", ["a\nb.txt", "x" * 120 + ".txt", "a\u202etxt.exe"])
def test_a_name_that_cannot_stand_in_a_header_is_refused(workspace, name):
    (workspace / "files" / name).write_text("x", encoding="utf-8")
    with pytest.raises(InvalidInput) as refusal:
        attached(workspace, (name,))
    assert refusal.value.code == "attach.name"


def test_a_quote_in_a_name_ends_nothing():
    file = AttachedFile('a"; x="b\\.txt', "text/plain", b"x")
    raw = to_bytes(mail("welcome")._replace(files=(file,)), NOW)
    part = email.message_from_bytes(raw).get_payload()[1]
    assert part.get_filename() == file.name
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def _digest(**more):
    made = template("Hello {{ organization }}")._replace(kind="digest", **more)
    return email.message_from_bytes(to_bytes(render(made, context()), NOW))


def test_a24_only_a_digest_says_how_to_stop_it():
    assert _digest()["List-Unsubscribe"] == "<mailto:ana@skillforge.io?subject=unsubscribe>"
    assert _digest()["List-Unsubscribe-Post"] is None
    for kind in ("transactional", "internal"):
        made = template("Hello {{ organization }}")._replace(kind=kind)
        sent = email.message_from_bytes(to_bytes(render(made, context()), NOW))
        assert sent["List-Unsubscribe"] is None


@pytest.mark.parametrize(
    ("links", "addresses", "found"),
    [
        ({}, {}, Unsubscribe(("mailto:me@x.example?subject=unsubscribe",))),
        (
            {"unsubscribe_link": "https://x.example/stop"},
            {"unsubscribe": Address("", "stop@x.example")},
            Unsubscribe(("https://x.example/stop", "mailto:stop@x.example?subject=unsubscribe")),
        ),
        (
            {"unsubscribe_post_link": "https://x.example/one"},
            {},
            Unsubscribe(
                ("https://x.example/one", "mailto:me@x.example?subject=unsubscribe"),
                one_click=True,
            ),
        ),
        (
            {"unsubscribe_post_link": "http://x.example/one"},
            {},
            Unsubscribe(("mailto:me@x.example?subject=unsubscribe",)),
        ),
        (
            {"unsubscribe_link": "https://x.example/a>, <mailto:evil@x.example"},
            {},
            Unsubscribe(("mailto:me@x.example?subject=unsubscribe",)),
        ),
    ],
)
def test_one_click_is_claimed_only_where_a_page_keeps_it(links, addresses, found):
    brand = BRANDS["skillforge"]._replace(links=links, addresses=addresses)
    assert unsubscribe(brand, Address("Me", "me@x.example")) == found


def test_the_one_click_header_follows_rfc_8058():
    brand = BRANDS["skillforge"]._replace(links={"unsubscribe_post_link": "https://x.example/1"})
    made = template("Hello {{ organization }}")._replace(kind="digest")
    sent = email.message_from_bytes(to_bytes(render(made, context(facts(brand))), NOW))
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent["List-Unsubscribe"].startswith("<https://x.example/1>")
