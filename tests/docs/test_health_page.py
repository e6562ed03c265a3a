"""The page on health names every source, every word for activity and every key of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from onboardctl.core.health import parse
from onboardctl.core.health.sources import ACTIVITY, FAMILIES, SOURCES
from onboardctl.core.shape import Record

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "health.md").read_text(encoding="utf-8")
RECORDS = {value.name: value for value in vars(parse).values() if isinstance(value, Record)}


@pytest.mark.parametrize("name", [*SOURCES, *(f"{prefix}NAME" for prefix in FAMILIES)])
def test_the_page_says_what_each_source_is_as_the_program_does(name):
    source = SOURCES.get(name) or FAMILIES[name.removesuffix("NAME")]
    assert f"| `{name}` | {source.unit} | {source.says} | {source.unknown} |" in PAGE


@pytest.mark.parametrize("word", ACTIVITY)
def test_the_page_says_what_counts_as_activity(word):
    assert f"| `{word}` | {ACTIVITY[word]} |" in PAGE


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_the_page_names_every_key(record):
    if record.name == "health file":
        return
    for key, field in record.fields.items():
        assert f"| `{key}` | {field.doc}: {field.shape.words} |" in PAGE, (record.name, key)
