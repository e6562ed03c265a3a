"""One contract for every command there is, read off the registry."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
from typer import TyperException

from onboardctl.cli.commands import LazyGroup
from onboardctl.cli.registry import ENTRIES, JOURNEYS, PANELS
from onboardctl.cli.root import PROGRAM, build_root, load_entry
from toys.examples import examples, leaves

COMMON = {"--output", "--json", "--quiet", "--workspace", "--no-input", "--no-color"}
NAMES = sorted(ENTRIES)


def flags(command: Any) -> set[str]:
    """Every flag of a command."""
    return {flag for param in command.params for flag in (*param.opts, *param.secondary_opts)}


@pytest.mark.parametrize("name", NAMES)
def test_the_help_line_of_the_registry_is_that_of_the_module(name):
    line = (load_entry(name).help or "").partition("\n")[0]
    assert line == ENTRIES[name].help
    assert not line.endswith(".")
    assert line[0].isupper()
    assert len(f"  {name:12}  {line}") <= 80


@pytest.mark.parametrize("name", NAMES)
def test_the_line_of_a_command_in_its_group_is_that_of_the_command(name):
    pending = [load_entry(name)]
    while pending:
        one = pending.pop()
        if isinstance(one, LazyGroup):
            before = {word: stand_in.help for word, stand_in in one.commands.items()}
            loaded = {word: one.load(word) for word in before}
            assert before == {
                word: (real.help or "").partition("\n")[0] for word, real in loaded.items()
            }
            pending += loaded.values()


@pytest.mark.parametrize("name", NAMES)
def test_p0_02_every_command_takes_the_common_options(name):
    missing = {
        words: wanted for words, command in leaves(name) if (wanted := COMMON - flags(command))
    }
    assert missing == {}


@pytest.mark.parametrize("name", NAMES)
def test_p0_17_every_write_has_a_dry_run_and_every_read_has_fields(name):
    wrong = [
        words
        for words, command in leaves(name)
        if (command.verb.writes or command.verb.saves)
        != {"--dry-run", "--yes"}.issubset(flags(command))
        or command.verb.writes == ("--fields" in flags(command))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_p1_34_every_command_has_two_examples_that_parse(name):
    problems = []
    for words, command in leaves(name):
        lines = examples(command)
        if len(lines) < 2:
            problems.append(f"{words}: fewer than two examples")
        for line in lines:
            typed = shlex.split(line)
            if typed[: len(words.split()) + 1] != [PROGRAM, *words.split()]:
                problems.append(f"{words}: `{line}` calls something else")
                continue
            try:
                command.make_context(words, typed[len(words.split()) + 1 :])
            except TyperException as problem:
                problems.append(f"`{line}`: {problem.format_message()}")
    assert problems == []


@pytest.mark.parametrize("name", NAMES)
def test_p1_36_help_lines_are_imperative_and_every_option_is_explained(name):
    problems = []
    for words, command in leaves(name):
        line = command.help.partition("\n")[0]
        if line.endswith(".") or not line[:1].isupper() or len(line) > 72:
            problems.append(f"{words}: {line}")
        problems += [
            f"{words} {param.opts[0]}: no help"
            for param in command.params
            if not param.help and not param.hidden
        ]
    assert problems == []


def test_p1_36_every_entry_is_in_a_panel_and_the_journeys_lead():
    assert {entry.panel for entry in ENTRIES.values()} == set(PANELS)
    assert tuple(ENTRIES)[:4] == JOURNEYS


def test_nothing_is_loaded_by_building_the_tree():
    assert all(type(one).__name__ == "StandIn" for one in build_root().commands.values())
