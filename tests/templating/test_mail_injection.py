"""Values never become structure: no tag, link, list, header or recipient comes out of one."""

from __future__ import annotations

import email
import html
import re
from html.parser import HTMLParser

import pytest

from mail_samples import NOW, TEAM, context, facts, mail, template
from onboardctl.core.address import Address
from onboardctl.core.errors import InvalidInput
from onboardctl.templating.mime import to_bytes
from onboardctl.templating.rendering import render

HARMLESS = [
    "<script>alert(1)</script>",
    "<b>Bold</b> & <i>italic</i>",
    '" onmouseover="alert(1)',
    "**stars** and _lines_ and `code`",
    "[click](javascript:alert(1))",
    "[click](https://evil.example.com)",
    "![x](https://evil.example.com/x.png)",
    "<https://evil.example.com>",
    "# Heading",
    "- item",
    "1. first",
    "> quoted",
    "| a | b |",
    "---",
    "{{ 7 * 7 }} {% if x %}",
    "&amp; &lt; &#60;",
    "a\\b",
    'O\'Neill "Quote" & Söhne',
    "株式会社テスト",
    "شركة التدريب",
    "חברת הדרכה",
    "👩‍💻🎉 Team 🇩🇪",
    "e\u0301 combining",
    "Ａｃｍｅ Ｆｕｌｌｗｉｄｔｈ",
    "=?utf-8?q?fake?=",
    "name <evil@example.com>, other",
    "A" * 120,
]

REFUSED = {
    "line feed": ("Bob\nBcc: evil@example.com", "has a line break, and must be one line"),
    "carriage return": ("Bob\r\nBcc: evil@example.com", "has a line break, and must be one line"),
    "next line": ("Bob\x85Bcc", "has a line break, and must be one line"),
    "line separator": ("Bob\u2028Bcc", "has a line break, and must be one line"),
    "NUL": ("Bob\x00", "has the control character U+0000"),
    "escape": ("Bob\x1b[31m", "has the control character U+001B"),
    "C1": ("Bob\x9bx", "has the control character U+009B"),
    "surrogate": ("Bob\ud800", "has the control character U+D800"),
    "override": ("Bob\u202egnp.exe", "has U+202E, which turns the text after it around"),
    "isolate": ("Bob\u2066x", "has U+2066, which turns the text after it around"),
    "private use": ("Bob\U000f0001", "has U+F0001, which no font shows"),
    "our own mark": ("Bob\ue000label 0\ue001", "has U+E000, which no font shows"),
    "10,000 characters": ("A" * 10_000, "is 10,000 characters long, and at most 160 fit"),
}


class Tags(HTMLParser):
    """The tags and link targets of a document, and its text."""

    def __init__(self, document: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.targets: list[str] = []
        self.text: list[str] = []
        self.feed(document)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.targets += [value for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data):
        self.text.append(data)


def _without_bdi(tags: Tags) -> list[str]:
    return [tag for tag in tags.tags if tag != "bdi"]


@pytest.mark.parametrize("value", HARMLESS)
def test_a_value_stays_literal_in_text_html_and_subject(value):
    plain, made = mail("sla_confirmation"), mail("sla_confirmation", organization=value)
    assert made.text == plain.text.replace("Acme Workforce", value)
    before, after = Tags(plain.html), Tags(made.html)
    assert _without_bdi(after) == _without_bdi(before)
    assert after.targets == before.targets
    text = "".join("".join(after.text).split())
    assert text == "".join("".join(before.text).replace("Acme Workforce", value).split())
    assert made.subject == f"SkillForge SLA & Escalation Plan – {value}"


@pytest.mark.parametrize("value", HARMLESS)
def test_a_value_adds_no_header_and_no_recipient(value):
    made = mail(
        "sla_confirmation", contacts={"primary_contact": Address(value, "zoe@acme.example")}
    )
    parsed = email.message_from_bytes(to_bytes(made, NOW))
    assert list(parsed.keys()) == [
        "MIME-Version",
        "From",
        "To",
        "Cc",
        "Reply-To",
        "Subject",
        "Date",
        "Message-ID",
        "Content-Language",
        "Content-Type",
    ]
    addresses = email.utils.getaddresses([parsed["To"]])
    assert [addr for _, addr in addresses] == ["zoe@acme.example"]


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_stand_on_one_line_is_refused_with_its_variable(name):
    value, reason = REFUSED[name]
    with pytest.raises(InvalidInput) as caught:
        mail("welcome", organization=value)
    assert [one.message for one in caught.value.diagnostics] == [
        f"'organization' {reason} (from partner.name)"
    ]


@pytest.mark.parametrize("name", REFUSED)
def test_a_recipients_name_that_breaks_a_header_is_refused(name):
    value, reason = REFUSED[name]
    reason = reason.replace("160", "200")
    made = template("Hi {{ organization }}")
    known = facts(contacts={"primary_contact": Address(value, "zoe@acme.example")})
    with pytest.raises(InvalidInput) as caught:
        render(made, context(known))
    assert [one.message for one in caught.value.diagnostics] == [
        f"the name or address of primary_contact ('to') {reason}"
    ]


@pytest.mark.parametrize(
    "address",
    [
        "not an address",
        "a@b@c.example",
        "zoe@acme.example, evil@example.com",
        "zoe@acme.example\nBcc: evil@example.com",
        '"zoe smith"@acme.example',
        "zoe@[127.0.0.1]",
        "zoe@localhost",
        "zoe@-acme.example",
        "zoe@acme..example",
        ".zoe@acme.example",
        "<zoe@acme.example>",
        "zoé@acme.example",
        "z" * 65 + "@acme.example",
        "zoe@" + "a" * 250 + ".example",
    ],
)
def test_an_address_that_no_server_takes_is_refused(address):
    with pytest.raises(InvalidInput) as caught:
        mail("welcome", contacts={"primary_contact": Address("Zoë", address)})
    assert [one.code for one in caught.value.diagnostics] == ["ML041"]


def test_an_international_domain_travels_in_its_ascii_form():
    made = mail("welcome", contacts={"primary_contact": Address("Zoë", "zoe@bücher.example")})
    assert made.to == (Address("Zoë", "zoe@xn--bcher-kva.example"),)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example.com",
        "evil.example.com",
        "https://",
        "https://user@evil.example.com/",
        "https://a b.example",
        'https://a.example/"onclick="x',
        "https://a.example/<b>",
        "https://a.example/\nx",
        "https://a.example/\x00",
        "https://a.example/\u202e",
        "https://a.example/" + "x" * 2000,
    ],
)
def test_a_link_that_leads_elsewhere_than_the_web_is_refused(link):
    with pytest.raises(InvalidInput) as caught:
        mail("welcome", facts={"survey_link": link})
    assert [one.code for one in caught.value.diagnostics] == ["ML033"]


def test_a_link_with_ampersands_and_quotes_is_escaped_once():
    link = "https://a.example/?a=1&b='2'&c=%22"
    made = mail("welcome", facts={"survey_link": link.replace("'", "%27")})
    assert f'href="{html.escape(link.replace(chr(39), "%27"))}"' in made.html


def test_a_text_in_place_of_a_link_is_refused():
    made = template("[here]({{ organization }})")
    with pytest.raises(InvalidInput) as caught:
        render(made, context(), html=False)
    assert [one.message for one in caught.value.diagnostics] == [
        "a link leads to a text; its variable must be of type url"
    ]


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("ftp://x.example", "ftp://x.example"),
        ("https://{{organization}}.example", "https://….example"),
        ("{{organization}}/x", "…/x"),
    ],
)
def test_a_link_of_the_template_itself_needs_a_scheme_and_a_host(target, shown):
    made = template(f"[here]({target})")
    with pytest.raises(InvalidInput) as caught:
        render(made, context())
    assert [one.message for one in caught.value.diagnostics] == [
        f'a link leads to "{shown}"; write https:// or mailto: and a host'
    ]


def test_a_value_within_a_written_link_is_quoted_for_it():
    made = template("[here](https://x.example/p/{{ organization }}?q=1)")
    message = render(made, context(facts(organization='a/b?c&d "e"')))
    assert 'href="https://x.example/p/a%2Fb%3Fc%26d%20%22e%22?q=1"' in message.html


def test_lines_of_a_block_stay_lines_and_nothing_more():
    made = template("- Note: {{ note }}\n- Next", "  note: block")
    known = facts(facts={"note": "one\r\n# two\n- three\n\n<b>"})
    message = render(made, context(known))
    assert message.text == "- Note: one\n  # two\n  - three\n  \n  <b>\n- Next"
    inner = re.search(r"<li[^>]*>(Note.*?)</li>", message.html, re.DOTALL)
    assert inner[1] == "Note: one<br>\n# two<br>\n- three<br>\n<br>\n&lt;b&gt;"


def test_right_to_left_values_are_kept_apart_in_html():
    made = mail("welcome", organization="شركة التدريب (Acme)")
    assert "<bdi>شركة التدريب (Acme)</bdi>" in made.html


def test_a_subject_with_a_value_of_several_lines_is_refused():
    made = template("x {{ note }}", "  note: block", subject="About {{ note }}")
    with pytest.raises(InvalidInput) as caught:
        render(made, context(facts(facts={"note": "a\nBcc: evil@example.com"})))
    assert [one.message for one in caught.value.diagnostics] == [
        "the subject has a line break, and must be one line"
    ]


def test_a_senders_name_of_a_hundred_scripts_stays_one_sender():
    name = 'Ana, <boss> "x" (y) Дом 家'
    made = mail("welcome", team={**TEAM, "account_manager": Address(name, "ana@skillforge.io")})
    parsed = email.message_from_bytes(to_bytes(made, NOW))
    ((_, address),) = email.utils.getaddresses([parsed["From"]])
    assert address == "ana@skillforge.io"
