"""Text and HTML come from one source and say the same."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from mail_samples import BRANDS, context, facts, mail, template
from onboardctl.templating.catalogue import Library
from onboardctl.templating.html import markup
from onboardctl.templating.plain import plain_text, underlined
from onboardctl.templating.rendering import render
from onboardctl.templating.sample import sample_context


class Words(HTMLParser):
    """The words of an HTML part, with the targets of links behind their labels as in the text."""

    def __init__(self, document):
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.target = ""
        self.label: list[str] = []
        self.feed(document)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.target, self.label = dict(attrs)["href"], []

    def handle_endtag(self, tag):
        if tag == "a":
            target = self.target.removeprefix("mailto:")
            if "".join(self.label) != target:
                self.pieces.append(f" {target} ")

    def handle_data(self, data):
        self.pieces.append(data)
        self.label.append(data)


def body_of(document: str) -> str:
    start = document.index('<p class="brand"')
    start = document.index("</p>", start) + 4
    end = document.find('<p class="foot"')
    return document[start : end if end > 0 else document.index("</div>\n<!--[if mso]")]


def words(text: str) -> list[str]:
    text = re.sub(r"(?m)^\s*(?:-|\d+\.)\s", " ", text)
    return re.sub(r"[()\-:|]", " ", text).split()


FILES = Library().files()


@pytest.mark.parametrize(
    "found", FILES, ids=lambda found: f"{found.brand}/{found.locale}/{found.stem}"
)
def test_text_and_html_of_every_mail_have_the_same_words(found):
    made = Library().sound(found)
    for tier in made.tiers or ("developer", "business", "enterprise"):
        message = render(made, sample_context(made, tier))
        shown = "".join(Words(body_of(message.html)).pieces)
        assert words(shown) == words(message.text)


@pytest.mark.parametrize(
    "found", FILES, ids=lambda found: f"{found.brand}/{found.locale}/{found.stem}"
)
def test_every_mail_is_light_closed_and_loads_nothing(found):
    made = Library().sound(found)
    document = render(made, sample_context(made, "enterprise")).html
    assert len(document.encode()) < 30_000
    assert not re.search(
        r"<(?:img|script|link|iframe|object|form)|url\(|@import|https?://[^\s\"<]*\.(?:css|js|png|woff)",
        document,
    )
    for tag in ("p", "ul", "ol", "li", "h2", "a", "strong", "div"):
        assert document.count(f"<{tag}>") + document.count(f"<{tag} ") == document.count(
            f"</{tag}>"
        )
    assert not re.search(r"(?:flex|grid|position|float)\s*:", document)


CASES = {
    "a paragraph of two lines is one line": ("One\ntwo\n\nThree", "One two\n\nThree"),
    "a hard break stays": ("Best,\\\nAna\\\nTeam", "Best,\nAna\nTeam"),
    "bold, emphasis and code lose their marks": (
        "**Bold:** and *soft* and _soft_ and `code`",
        "Bold: and soft and soft and code",
    ),
    "a snake case word keeps its underscores": ("partner_acme_one", "partner_acme_one"),
    "a link at the end of its line": (
        "See [docs](https://x.example)",
        "See docs: https://x.example",
    ),
    "a link within a sentence": (
        "See [docs](https://x.example) first.",
        "See docs (https://x.example) first.",
    ),
    "a link before a full stop does not touch it": (
        "See [docs](https://x.example).",
        "See docs (https://x.example).",
    ),
    "a bare link": ("At <https://x.example> now", "At https://x.example now"),
    "a mail link": ("[a@x.example](mailto:a@x.example)", "a@x.example"),
    "headings are underlined": ("# Top\n\n### Small\n", "Top\n---\n\nSmall"),
    "numbers are counted anew": ("1. a\n1. b\n5. c", "1. a\n2. b\n3. c"),
    "lists nest": ("1. a\n   - x\n   - y\n2. b", "1. a\n   - x\n   - y\n2. b"),
    "a list goes on after a nested one": ("- a\n  1. x\n- b\n  1. y", "- a\n  1. x\n- b\n  1. y"),
    "a second list counts from one": ("1. a\n\ntext\n\n1. b", "1. a\n\ntext\n\n1. b"),
    "an item of two lines": ("- one\n  two\n- three", "- one two\n- three"),
    "a rule": ("a\n\n---\n\nb", "a\n\n" + "-" * 40 + "\n\nb"),
    "an escaped star": (r"2 \* 3", "2 * 3"),
    "blank lines do not pile up": ("a\n\n\n\n\nb", "a\n\nb"),
}


@pytest.mark.parametrize("name", CASES)
def test_plain_text(name):
    source, expected = CASES[name]
    assert underlined(plain_text(source)) == expected


def test_a_mail_address_and_a_link_can_be_clicked_where_they_are_printed():
    made = template("{{ csm_email }} {{ survey_link }}", "  csm_email: email\n  survey_link: url")
    document = render(made, context()).html
    assert re.findall(r'<a href="([^"]*)"', body_of(document)) == [
        "mailto:cy@credlink.example",
        "https://survey.example.com/start?a=1&amp;b=2",
    ]


def test_a_label_that_is_itself_a_link_does_not_nest():
    made = template("[{{ survey_link }}]({{ survey_link }})", "  survey_link: url")
    assert body_of(render(made, context()).html).count("<a ") == 1


def test_html_in_a_template_is_shown_and_not_obeyed():
    document = render(
        template("<b>{{ organization }}</b> ![i](https://x.example/i.png)"), context()
    ).html
    assert "&lt;b&gt;Acme Workforce&lt;/b&gt;" in document
    assert "<img" not in document


def test_the_document_names_language_direction_subject_and_brand():
    message = mail("welcome", "credlink", "de")
    assert '<html lang="de" dir="ltr">' in message.html
    assert f"<title>{message.subject}</title>" in message.html
    assert '<meta name="color-scheme" content="light dark">' in message.html
    assert "border-top:4px solid #0f766e" in message.html


def test_a_colour_that_is_none_never_reaches_the_document():
    brand = BRANDS["skillforge"]._replace(accent='red;}</style><script>"')
    document = render(template("x {{ organization }}"), context(facts(brand))).html
    assert "<script" not in document
    assert "border-top:4px solid #1f5fbf" in document


def test_markup_is_made_once_for_each_skeleton():
    markup.cache_clear()
    for name in ("Acme", "Beta", "Gamma"):
        mail("welcome", organization=name)
    assert (markup.cache_info().misses, markup.cache_info().hits) == (1, 2)


def test_a_heading_is_underlined_to_the_length_it_has_with_its_values():
    made = template("# About {{ organization }}\n\nText")
    text = render(made, context(), html=False).text
    assert text == "About Acme Workforce\n--------------------\n\nText"
