"""Every KPI by the commands that feed it: a small store, command lines, and numbers worked out by hand.

``tests/cases/kpi/fed`` has a story for each playbook. Each step runs one command and names the KPIs
whose number it changes, with the number that follows.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kpi_fed import Fed, workspace
from kpi_store import compiled
from onboardctl.cli.registry import ENTRIES
from onboardctl.core.kpi.definition import Kind
from onboardctl.core.kpi.sources import sources
from onboardctl.definitions.playbooks import playbook_names
from toys.examples import leaves

STORIES = sorted((Path(__file__).parents[2] / "cases" / "kpi" / "fed").glob("*.yaml"))


def story_of(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def moment(written):
    return written.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_each_command_changes_the_numbers_it_feeds(path, tmp_path, monkeypatch, capsys):
    story = story_of(path)
    workspace(tmp_path)
    fed = Fed(tmp_path, monkeypatch, capsys)
    for step in story["begin"]:
        fed.run(moment(step["at"]), step["run"])
    wrong = []
    shown: set[str] = set()
    for step in story["steps"]:
        seen = moment(step.get("seen", step["at"]))
        choice = {"partner": step["partner"]} if "partner" in step else {}
        before = fed.texts(seen, story["playbook"], **choice) if step["says"] else {}
        for name, text in step.get("files", {}).items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        fed.run(moment(step["at"]), step["run"])
        after = fed.texts(seen, story["playbook"], **choice) if step["says"] else {}
        shown |= step["says"].keys()
        for kpi, expected in step["says"].items():
            if after[kpi] != expected:
                wrong.append(f"{step['run']}: {kpi} is {after[kpi]}, not {expected}")
            elif before[kpi] == expected:
                wrong.append(f"{step['run']}: {kpi} was {expected} before")
    assert not wrong, "\n".join(wrong)
    unfed = [one.id for one in compiled(story["playbook"]).kpis if not is_fed(one, shown)]
    assert unfed == [], "no command is known to feed these"


def is_fed(definition, shown):
    """Whether some step changed it; a trend follows the months of another KPI, as others show."""
    return definition.id.partition(".")[2] in shown or (
        definition.kind is Kind.TREND and definition.measure.trend_of.partition(".")[2] in shown
    )


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_list_of_sources_names_the_commands_that_feed(path):
    story = story_of(path)
    definitions = {one.id.partition(".")[2]: one for one in compiled(story["playbook"]).kpis}
    others = {one.id: one for one in definitions.values()}
    unnamed = {
        (kpi, step["run"].split("--")[0])
        for step in story["steps"]
        for kpi in step["says"]
        if not any(
            step["run"].startswith(f"{command} ")
            for source in sources(definitions[kpi], others)
            for command in source.commands
        )
    }
    assert unnamed == set()


def test_every_command_that_is_named_exists():
    named = {
        command
        for name in playbook_names(None)
        for one in compiled(name).kpis
        for source in sources(one)
        for command in source.commands
    }
    known = {words for name in ENTRIES for words, _ in leaves(name)}
    assert named - known == set()


def test_the_story_of_a_playbook_is_told_for_each_that_ships():
    told = {story_of(path)["playbook"] for path in STORIES}
    assert told == set(playbook_names(None)) - {"customer-onboarding-dach"}
