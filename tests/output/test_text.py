"""Text made safe and measured: laws, and cases against the reference implementation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from onboardctl.output.text import pad, sanitise, sanitise_lines, shorten, width

ANYTHING = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("\x1b\x9b\x00\x07\r\n\t\u202e\u2066\u2028\ud800\u0301\u200d\ufe0f🏽🇩🇪👩"),
    ),
    max_size=30,
)


@given(ANYTHING)
def test_sanitised_text_cannot_drive_a_terminal(text):
    safe = sanitise(text)
    assert not any(
        ord(one) < 0x20
        or 0x7F <= ord(one) <= 0x9F
        or 0x2028 <= ord(one) <= 0x202E
        or 0x2066 <= ord(one) <= 0x2069
        or 0xD800 <= ord(one) <= 0xDFFF
        for one in safe
    )
    assert sanitise(safe) == safe


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "S", "Zs"))))
def test_ordinary_text_is_left_alone(text):
    assert sanitise(text) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("\x1b]8;;http://x\x07link", r"\x1b]8;;http://x\x07link"),
        ("a\x9b2Jb", r"a\x9b2Jb"),
        ("two\nlines\tand\r", "two lines and "),
        ("abc\u202ecba", r"abc\u202ecba"),
        ("\ud800", r"\ud800"),
        ("Zoë 積み木 👩‍🚀", "Zoë 積み木 👩‍🚀"),
    ],
)
def test_what_is_unsafe_becomes_visible(text, safe):
    assert sanitise(text) == safe


def test_lines_and_tabs_stay_in_finished_texts():
    assert sanitise_lines("a\tb\n\x1bc\n") == "a\tb\n\\x1bc\n"


@pytest.mark.parametrize(
    "text",
    [
        "plain", "Zoë", "Zoe\u0308", "積み木", "ｆｕｌｌ", "한국어", "नमस्ते"[:1], "👩‍🚀", "👍🏽", "🇩🇪", "❤️", "é\u0301",
        "עברית", "العربية", "a\u200bb", "✓", "—", "①", "👨‍👩‍👧‍👦 family", "ไทย",
    ],
)  # fmt: skip
def test_width_is_that_of_the_reference(text):
    assert width(text) == wcswidth(text)


@given(ANYTHING.map(sanitise), st.integers(0, 20))
def test_a_shortened_text_fits_and_says_that_it_was_cut(text, columns):
    short = shorten(text, columns)
    assert width(short) <= columns
    assert short == text or short.endswith("…") or columns == 0


@given(ANYTHING.map(sanitise), st.integers(0, 40))
def test_a_padded_text_fills_its_columns(text, columns):
    for align in ("left", "right"):
        assert width(pad(text, columns, align)) == max(columns, width(text))


def test_a_cut_never_parts_a_cluster():
    assert shorten("👩‍🚀👩‍🚀👩‍🚀", 5) == "👩‍🚀👩‍🚀…"
    assert shorten("Zoe\u0308s", 4) == "Zoe\u0308s"
    assert shorten("abcdef", 5, "...") == "ab..."
