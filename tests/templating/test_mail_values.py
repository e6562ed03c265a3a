"""Each type takes what it says and words its refusal for the person who typed the value."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.playbook import Duration
from onboardctl.templating.values import BadValue, Percent, Shown, convert, is_empty, show

MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "kind", "locale", "shown"),
    [
        ("  Acme  ", "text", "en", "Acme"),
        (42, "text", "en", "42"),
        ("https://x.example/a?b=1#c", "url", "en", "https://x.example/a?b=1#c"),
        ("zoe+crm@acme.example", "email", "en", "zoe+crm@acme.example"),
        ("+49 (0)30 123-456", "phone", "en", "+49 (0)30 123-456"),
        ("555 0100 ext. 12", "phone", "en", "555 0100 ext. 12"),
        (date(2026, 3, 2), "date", "en", "2 March 2026"),
        ("2026-03-02", "date", "de", "2. März 2026"),
        (MOMENT, "date", "en", "2 March 2026"),
        (MOMENT, "moment", "en", "Monday, 2 March 2026, 09:30 UTC"),
        (
            MOMENT.astimezone(timezone(timedelta(hours=1), "CET")),
            "moment",
            "de",
            "Montag, 2. März 2026, 10:30 Uhr CET",
        ),
        (Duration(1, "h"), "duration", "en", "1 hour"),
        ("8bh", "duration", "en", "8 business hours"),
        ("2bd", "duration", "de", "2 Werktage"),
        ("4 hours", "duration", "de", "4 Stunden"),
        ("1234567", "int", "en", "1,234,567"),
        (1234567, "int", "de", "1.234.567"),
        (1234.5, "number", "de", "1.234,5"),
        ("8.0", "number", "en", "8"),
        ("45 %", "percent", "en", "45%"),
        (99.5, "percent", "de", "99,5\N{NO-BREAK SPACE}%"),
        ("developer", "choice", "en", "developer"),
    ],
)
def test_a_value_is_shown_in_the_words_of_the_language(value, kind, locale, shown):
    assert show(convert(value, kind), locale).text == shown


@pytest.mark.parametrize(
    ("value", "kind", "limit", "reason"),
    [
        ("x" * 201, "text", None, "is 201 characters long, and at most 200 fit"),
        ("x" * 11, "text", 10, "is 11 characters long, and at most 10 fit"),
        (True, "text", None, "is true or false, not a text"),
        (("a",), "text", None, "is a list, not a text"),
        (
            "x.example",
            "url",
            None,
            'is "x.example", which is not a link such as https://example.com/page',
        ),
        (
            "mailto:a@x.example",
            "url",
            None,
            'starts with "mailto:", and a link must start with https://',
        ),
        ("zoe", "email", None, 'is "zoe", which is not a mail address'),
        ("zoe@ü..example", "email", None, 'is "zoe@\\xfc..example", whose domain cannot exist'),
        ("call me", "phone", None, 'is "call me", which is not a telephone number'),
        ("2026-02-30", "date", None, 'is "2026-02-30", not a date such as 2026-03-02'),
        (
            "2026-03-02T09:00",
            "moment",
            None,
            'is "2026-03-02T09:00", not a moment with an offset such as 2026-03-02T09:00+01:00',
        ),
        ("soon", "duration", None, 'is "soon", not a duration such as 4h, 8bh, 2bd'),
        ("4.5", "int", None, 'is "4.5", not a whole number'),
        ("9" * 19, "int", None, f'is "{"9" * 19}", not a whole number'),
        (True, "int", None, 'is "True", not a whole number'),
        ("many", "number", None, 'is "many", not a number'),
        ("101%", "percent", None, 'is "101", and a share lies between 0 and 100'),
        (7, "list", None, "is a number, not a list"),
        (("a",) * 201, "list", None, "has 201 entries, and at most 200 fit"),
        (("a\nb",), "list", None, "has a line break, and must be one line"),
        ("maybe", "flag", None, 'is "maybe", not true or false'),
        ("x" * 5001, "block", None, "is 5,001 characters long, and at most 5,000 fit"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_the_reason(value, kind, limit, reason):
    with pytest.raises(BadValue) as caught:
        convert(value, kind, limit)
    assert str(caught.value).replace("ü", "\\xfc") == reason


@pytest.mark.parametrize(
    "value", [None, "", "  ", "None", "none", " null ", "NaN", (), [], float("nan")]
)
def test_what_says_nothing_is_empty(value):
    assert is_empty(value)


@pytest.mark.parametrize("value", [0, False, "0", "Nonesuch", Duration(0, "h"), ("a",)])
def test_zero_and_no_are_values(value):
    assert not is_empty(value)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (True, "is true or false: use it in a condition, it cannot be printed"),
        (("a", "b"), "is a list: loop over it, or print it with |join(', ')"),
        (None, "prints nothing"),
        (object(), "cannot be printed"),
    ],
)
def test_what_cannot_be_printed_is_refused(value, reason):
    with pytest.raises(BadValue) as caught:
        show(value, "en")
    assert str(caught.value) == reason


def test_a_list_typed_on_the_command_line_is_split_at_semicolons():
    assert convert("Tuesday 10:00; Friday, 14:00;", "list") == ("Tuesday 10:00", "Friday, 14:00")


def test_kinds_that_become_links_are_told_apart():
    kinds = [
        show(convert("https://x.example", "url"), "en").kind,
        show(convert("a@x.example", "email"), "en").kind,
        show(convert("a\nb", "block"), "en").kind,
        show(Percent(5), "en"),
    ]
    assert kinds == ["url", "email", "block", Shown("5%", "text")]


@given(st.text(max_size=300), st.sampled_from(["text", "url", "email", "phone", "block", "list"]))
def test_what_passes_holds_nothing_that_could_be_structure(value, kind):
    try:
        converted = convert(value, kind)
    except BadValue:
        return
    texts = converted if kind == "list" else (converted,)
    for text in texts:
        assert not any(
            "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000" or char == "\x00" for char in text
        )
        if kind != "block":
            assert "\n" not in text
            assert "\r" not in text
        if kind == "url":
            assert text.lower().startswith(("http://", "https://"))
            assert not set(text) & set('<>"` \\')
