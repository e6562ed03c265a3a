"""What leaves is a mail that every program reads the same way."""

from __future__ import annotations

import email
import random
import re
from datetime import timedelta
from email.header import decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail_samples import NOW, TEAM, context, facts, mail, template
from onboardctl.core.address import Address
from onboardctl.core.message import message_key
from onboardctl.templating.mime import address_text, message_id, to_bytes
from onboardctl.templating.rendering import render
from onboardctl.templating.values import BadValue

SCRIPTS = [
    "abcdefghij KLMNOPQRST uvwxyz 0123456789 .,:;!?()[]<>@\"'\\/=_*-+#&%$",
    "äöüßéèêçñøåæœÄÖÜÉ ",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя ",
    "αβγδεζηθικλμνξοπρστυφχψω ",
    "日本語会社東京大学株式会社漢字仮名 ",
    "가나다라마바사아자차카타파하 ",
    "שלוםעולםחברה ",
    "مرحباشركةالتدريب ",
    "नमस्तेभारतकंपनी ",
    "ไทยแลนด์บริษัท ",
    "🎉👍🏽👩‍💻🇩🇪✅ ",
    "e\u0301a\u0308o\u0302 ",
]


def _random_text(rng: random.Random) -> str:
    alphabets = rng.sample(SCRIPTS, rng.randint(1, 4))
    text = "".join(rng.choice(rng.choice(alphabets)) for _ in range(rng.randint(1, 70)))
    return " ".join(text.split()) or "x"


def _decoded(value: str) -> str:
    return str(make_header(decode_header(value)))


def _header(raw: bytes, name: str) -> str:
    """A header as it stands, unfolded as RFC 5322 says: only the line breaks go."""
    found = re.search(rb"(?m)^" + name.encode() + rb": ((?:.*)(?:\r\n[ \t].*)*)\r\n", raw)
    return found[1].decode("ascii").replace("\r\n", "")


def test_two_thousand_subjects_and_names_of_mixed_scripts_come_back_identical():
    rng = random.Random(20260302)
    base = mail("welcome")
    wrong, longest, widest = [], 0, 0
    for _ in range(2000):
        subject, name = _random_text(rng), _random_text(rng)
        message = base._replace(subject=subject, to=(Address(name, "zoe@acme.example"),), html=None)
        raw = to_bytes(message, NOW)
        head = raw.partition(b"\r\n\r\n")[0]
        assert head.isascii()
        longest = max(
            longest, *(len(word) for word in re.findall(rb"=\?[^?]+\?[bqBQ]\?[^?]*\?=", head)), 0
        )
        widest = max(widest, *(len(line) for line in head.split(b"\r\n")))
        found_subject = _decoded(_header(raw, "Subject"))
        found_to = _header(raw, "To")
        ((found_name, address),) = email.utils.getaddresses([found_to])
        found_name = _decoded(found_name)
        if (found_subject, found_name, address) != (subject, name, "zoe@acme.example"):
            wrong.append((subject, found_subject, name, found_name, address))
    assert wrong == []
    assert longest <= 75
    assert widest <= 78


def test_the_parts_hold_what_was_rendered_and_no_line_is_too_long():
    message = mail("welcome", organization="Société Générale 株式会社")
    raw = to_bytes(message, NOW)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert raw.replace(b"\r\n", b"").count(b"\n") == raw.replace(b"\r\n", b"").count(b"\r") == 0
    parsed = email.message_from_bytes(raw)
    assert parsed.get_content_type() == "multipart/alternative"
    plain, html = parsed.get_payload()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    bodies = [
        part.get_payload(decode=True).decode().replace("\r\n", "\n") for part in (plain, html)
    ]
    assert bodies == [message.text + "\n", message.html]


def test_without_html_a_mail_is_plain_text_alone():
    message = render(template("Hi {{ organization }}"), context(), html=False)
    parsed = email.message_from_bytes(to_bytes(message, NOW))
    assert (parsed.get_content_type(), parsed.get_payload()) == (
        "text/plain",
        "Hi Acme Workforce\r\n",
    )


def test_the_same_mail_is_the_same_bytes_and_each_header_stands_once():
    message = mail("sla_confirmation")
    raw = to_bytes(message, NOW)
    assert raw == to_bytes(message, NOW)
    names = [name.lower() for name, _ in email.message_from_bytes(raw).items()]
    assert len(names) == len(set(names))


def test_the_message_id_follows_from_partner_template_occasion_and_recipient_alone():
    message = mail("welcome")
    later = mail("welcome", locale="de", organization="Renamed")
    assert message_id(message) == message_id(later)
    others = [
        message._replace(partner="other"),
        message._replace(template="other"),
        message._replace(occasion="other"),
        message._replace(to=(Address("", "other@acme.example"),)),
    ]
    assert len({message_id(one) for one in (message, *others)}) == 5
    assert re.fullmatch(r"<[0-9a-f]{32}@skillforge\.io>", message_id(message))


def test_the_key_keeps_its_parts_apart_and_ignores_case_of_the_address():
    message = mail("welcome")
    assert (
        message_key(message, Address("x", "Zoe@Acme.example"))
        == "acme|welcome|C-2026-014|zoe@acme.example"
    )
    one = message._replace(partner="a|b", template="c")
    two = message._replace(partner="a", template="b|c")
    recipient = Address("", "z@x.example")
    assert message_key(one, recipient) != message_key(two, recipient)


def test_a_mail_a_person_sends_does_not_call_itself_automatic():
    message = mail("welcome")
    parsed = email.message_from_bytes(to_bytes(message, NOW))
    assert (parsed["Auto-Submitted"], parsed["X-Unsent"]) == (None, None)
    scheduled = email.message_from_bytes(to_bytes(message, NOW, automatic=True))
    assert scheduled["Auto-Submitted"] == "auto-generated"
    digest = email.message_from_bytes(to_bytes(message._replace(kind="digest"), NOW))
    assert digest["Auto-Submitted"] == "auto-generated"
    draft = email.message_from_bytes(to_bytes(message, NOW, draft=True))
    assert draft["X-Unsent"] == "1"


def test_the_date_is_the_moment_given():
    raw = to_bytes(mail("welcome"), NOW + timedelta(hours=1))
    assert email.message_from_bytes(raw)["Date"] == "Mon, 02 Mar 2026 10:00:00 +0000"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ana Diaz", "Ana Diaz <a@x.example>"),
        ("", "a@x.example"),
        ("Diaz, Ana", '"Diaz, Ana" <a@x.example>'),
        ('Ana "Boss" D\\z', '"Ana \\"Boss\\" D\\\\z" <a@x.example>'),
        ("Ana (x) <y>", '"Ana (x) <y>" <a@x.example>'),
        ("=?utf-8?q?Fake?=", "=?utf-8?b?PT91dGYtOD9xP0Zha2U/PQ==?= <a@x.example>"),
        ("Zoë", "=?utf-8?q?Zo=C3=AB?= <a@x.example>"),
    ],
)
def test_a_name_is_quoted_or_encoded_as_it_needs(name, text):
    assert address_text(Address(name, "a@x.example")) == text


@pytest.mark.parametrize("name", ["a\nb", "a\rb", "a\x00b", "a\x1bb", "a\u2028b", "a\u202eb"])
def test_a_header_never_holds_a_control_character(name):
    with pytest.raises(BadValue):
        address_text(Address(name, "a@x.example"))
    with pytest.raises(BadValue):
        to_bytes(mail("welcome")._replace(subject=name), NOW)


def test_many_recipients_stand_on_lines_of_their_own():
    people = tuple(Address(f"Person {n}", f"p{n}@x.example") for n in range(40))
    raw = to_bytes(mail("welcome")._replace(to=people), NOW)
    parsed = email.message_from_bytes(raw)
    found = [Address(name, addr) for name, addr in email.utils.getaddresses([parsed["To"]])]
    assert tuple(found) == people
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


def test_the_sender_is_the_person_of_the_role():
    parsed = email.message_from_bytes(to_bytes(mail("sla_confirmation"), NOW))
    assert (parsed["From"], _decoded(parsed["Cc"])) == (
        "Bo Chen <bo@skillforge.io>",
        f"{TEAM['account_manager'].name} <{TEAM['account_manager'].addr}>",
    )


def test_the_language_is_named():
    message = render(template("x {{ organization }}"), context(facts()))
    assert email.message_from_bytes(to_bytes(message, NOW))["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("domain", "found"),
    [
        ("bücher.example", "xn--bcher-kva.example"),
        ("", "skillforge.io"),
        ("ü" * 70, "onboardctl.invalid"),
    ],
)
def test_the_domain_of_the_message_id_is_always_ascii(domain, found):
    assert message_id(mail("welcome")._replace(domain=domain)).endswith(f"@{found}>")


@given(st.text(max_size=2000))
def test_any_text_survives_the_journey(text):
    clean = "".join(char for char in text if not "\ud800" <= char <= "\udfff")
    body = re.sub("\r\n?", "\n", clean)
    raw = to_bytes(mail("welcome")._replace(text=body, html=f"<p>{body}</p>\n"), NOW)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    parts = [
        part.get_payload(decode=True).decode().replace("\r\n", "\n")
        for part in email.message_from_bytes(raw).get_payload()
    ]
    assert parts == [body if body.endswith("\n") else f"{body}\n", f"<p>{body}</p>\n"]
