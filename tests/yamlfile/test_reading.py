"""The strict reader: what it accepts, what it refuses, and where it says a thing stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl import yamlfile
from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.located import Place


def found(text: str) -> list[str]:
    """Every problem of a text as ``line:column code message``."""
    return [
        f"{p.line}:{p.column} {p.code} {p.message}" for p in yamlfile.parse(text, "f.yaml").problems
    ]


def test_every_key_and_value_knows_its_place():
    root = yamlfile.load("a: 1\nb:\n  - x\n  - {c: 'two words'}\n")
    assert root.keys == {"a": Place(1, 1, 1), "b": Place(2, 1, 1)}
    assert root.at("a").place == Place(1, 4, 1)
    assert root.at("b", 0).place == Place(3, 5, 1)
    assert root.at("b", 1).place == Place(4, 5, 16)
    assert root.at("b", 1, "c").place == Place(4, 9, 11)
    assert root.at("b", 1).keys == {"c": Place(4, 6, 1)}
    assert root.at("b", 2) is None
    assert root.at("a", "x") is None
    assert root.data() == {"a": 1, "b": ["x", {"c": "two words"}]}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("8", "int", 8),
        ("-3", "int", -3),
        ("1.20", "float", 1.2),
        ("true", "bool", True),
        ("~", "null", None),
        ("", "null", None),
        ("NO", "text", "NO"),
        ("yes", "text", "yes"),
        ("10:00", "text", "10:00"),
        ("010", "text", "010"),
        ("0x1f", "text", "0x1f"),
        ("1_000", "text", "1_000"),
        ("2025-11-30", "text", "2025-11-30"),
        ("2025-02-30", "text", "2025-02-30"),
        ("1.2.0", "text", "1.2.0"),
        (".inf", "text", ".inf"),
        ("<<", "text", "<<"),
        ("'8'", "text", "8"),
        ("9" * 5000, "text", "9" * 5000),
    ],
)
def test_a_scalar_means_only_what_yaml_1_2_readers_agree_on(text, kind, value):
    node = yamlfile.load(f"key: {text}").at("key")
    assert (node.kind, node.value) == (kind, value)


def test_a_number_keeps_the_text_it_was_written_as():
    assert yamlfile.load("version: 1.20").at("version").text == "1.20"


@pytest.mark.parametrize("scalar", ["NO", "on", "10:00", "010", "0o17", "1_000", "True", ".nan"])
def test_pb007_warns_of_scalars_that_other_readers_take_for_something_else(scalar):
    (problem,) = yamlfile.parse(f"key: {scalar}").problems
    assert (problem.code, problem.severity, problem.column, problem.width) == (
        "PB007",
        "warning",
        6,
        len(scalar),
    )


def test_pb002_names_both_places_of_a_duplicate_key():
    assert found("a: 1\nb: {c: 1, c: 2}\na: 3\n") == [
        '2:11 PB002 duplicate key "c", first at 2:5',
        '3:1 PB002 duplicate key "a", first at 1:1',
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "t: >= 80%",
            "1:4 PB001 '>' here starts a block of text; write \"at least 80%\" or quote it",
        ),
        (
            "t: > 5 days",
            "1:4 PB001 '>' here starts a block of text; write \"above 5 days\" or quote it",
        ),
        ("t: @here", "1:4 PB001 '@' cannot start a value; put quotes around it"),
        ("t: `code`", "1:4 PB001 '`' cannot start a value; put quotes around it"),
        ("t: %80", "1:4 PB001 '%' cannot start a value; put quotes around it"),
        ("t: * star", "1:4 PB001 '*' here starts a YAML alias; put quotes around the value"),
        (
            "t: note: this",
            "1:8 PB001 ': ' inside a value starts a key; put quotes around the whole value",
        ),
        ("t:\n\ta: 1", "2:1 PB001 a tab cannot indent; use spaces"),
        ("t: [1, 2", "1:4 PB001 this '[' is not closed, or a ',' is missing before the next value"),
        ("t: {a: 1", "1:4 PB001 this '{' is not closed, or a ',' is missing before the next key"),
        ("t: 'open", "1:4 PB001 this quotation mark is not closed"),
        (
            't: "a" b',
            "1:8 PB001 text goes on after the closing quotation mark; quote the whole value",
        ),
        ("t: [Name] b", "1:11 PB001 text goes on after the closing ']'; quote the whole value"),
        ("t: {{ name }}", "1:5 PB001 '{{' starts two YAML maps; put quotes around the whole value"),
        ("t: *x", '1:4 PB001 aliases are not used here; write the value again, or quote "*x"'),
        ("t: &x 1", '1:4 PB001 anchors are not used here; quote a text that starts with "&" (x)'),
        ("t: !x 1", '1:4 PB001 "!x" is a YAML tag, and tags are not used here; quote the text'),
        ("? [a]\n: 1", "1:3 PB001 a key must be text; put quotes around it"),
        ("a: 1\n---\nb: 2", "2:1 PB001 a second document starts here; one file holds one"),
        ("a: x\x00", "1:5 PB001 character U+0000 is not allowed in YAML; remove it"),
        (
            "- a\nb: 1",
            "2:1 PB001 this line does not fit the indentation of the block that starts at 1:1",
        ),
    ],
)
def test_pb001_says_what_to_write_instead(text, message):
    assert found(text) == [message]


def test_hostile_texts_end_quickly_and_politely():
    bomb = "a: &a [x, x]\n" + "".join(f"k{i}: &k{i} [*a, *a]\n" for i in range(9))
    assert [line.split(" ", 1)[1] for line in found(bomb)] == [
        'PB001 anchors are not used here; quote a text that starts with "&" (a)'
    ]
    assert found("[" * 100_000) == ["1:61 PB001 nested too deeply"]
    assert found("- " * 100_000) == ["1:121 PB001 nested too deeply"]
    assert found("[" + "[]," * 220_000 + "]")[0].endswith("too many values")
    assert found("[" + "a," * 220_000 + "]")[0].endswith("too many values")
    (large,) = yamlfile.parse("a: " + "x" * 1_000_001).problems
    assert large.message == "the file is larger than 1,000,000 bytes; split it with `use:`"


def test_noqa_silences_the_named_codes_or_all():
    root = yamlfile.load("a: 1  # noqa: PB210\nb: 2  # noqa\nc: 3  # noqa: PB101, PB210\nd: 4\n")
    codes = ("PB210", "PB101", "PB301")
    silenced = {
        key: [root.source.silences(node.problem(code, "m", severity="warning")) for code in codes]
        for key, node in root.items()
    }
    assert not root.source.silences(root.at("b").problem("PB210", "m"))
    assert silenced == {
        "a": [True, False, False],
        "b": [True, True, True],
        "c": [True, True, False],
        "d": [False, False, False],
    }


def test_load_raises_with_every_error_and_read_names_the_file(tmp_path):
    with pytest.raises(InvalidInput) as caught:
        yamlfile.load("a: 1\na: 2\na: 3", "x.yaml")
    assert [d.place for d in caught.value.diagnostics] == ["x.yaml:2:1", "x.yaml:3:1"]
    assert caught.value.diagnostics[0].excerpt == "a: 2"
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"a: caf\xe9\n")
    with pytest.raises(InvalidInput) as caught:
        yamlfile.read(path, "latin.yaml")
    assert [(d.place, d.message) for d in caught.value.diagnostics] == [
        ("latin.yaml:1:7", "byte 0xe9 is not UTF-8; save the file as UTF-8")
    ]
    with pytest.raises(NotFound):
        yamlfile.read(tmp_path / "absent.yaml")
    with pytest.raises(InvalidInput):
        yamlfile.load("# only a comment\n")


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path):
    path = tmp_path / "w.yaml"
    path.write_bytes("\ufeffa: 1\r\nb: Ä\r\n".encode())
    root = yamlfile.read(path)
    assert root.data() == {"a": 1, "b": "Ä"}
    assert root.at("b").problem("X", "m").excerpt == "b: Ä"


PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]))
JSON_LIKE = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | PRINTABLE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PRINTABLE, inner, max_size=4),
    max_leaves=20,
)


@given(JSON_LIKE)
def test_what_json_writes_is_read_back_unchanged(value):
    import json

    assert yamlfile.parse(json.dumps({"v": value}, ensure_ascii=False)).root.data() == {"v": value}


@given(
    st.text(alphabet=st.sampled_from("ab:-[]{}#&*!|>'\"%@` \n\t,?0.~\\é\x00\ud800"), max_size=60)
)
def test_no_text_makes_the_reader_raise(text):
    document = yamlfile.parse(text)
    assert document.root is not None or document.problems or not _says_something(text)
    for problem in document.problems:
        assert problem.code in {"PB001", "PB002", "PB007"}


def _says_something(text: str) -> bool:
    """Whether any line holds more than blanks, a comment or a document marker."""
    lines = [line.split("#")[0].strip(" \t") for line in text.splitlines()]
    return any(line and not line.startswith("---") for line in lines)
