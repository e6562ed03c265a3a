"""Write the pages that are made from code and data; ``--check`` says which are out of date.

python docs/generate.py            write them
python docs/generate.py --check    exit 1 when a page differs from what would be written
"""

# ruff: noqa: INP001  (a script beside the pages it writes)

from __future__ import annotations

import ast
import contextlib
import importlib
import io
import os
import re
import sys
import types
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

os.environ |= {"COLUMNS": "80", "NO_COLOR": "1"}  # read when the help is laid out

from onboardctl import yamlfile
from onboardctl.cli.commands import LazyGroup
from onboardctl.cli.main import main as program
from onboardctl.cli.registry import ENTRIES, PANELS
from onboardctl.cli.root import build_root
from onboardctl.core import payloads as payloads_package

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

DOCS = Path(__file__).resolve().parent
TITLES = {
    "A": ("Partner enablement", "Playbook: `playbooks/partner-enablement/`."),
    "B": ("B2B partners programme", "Playbook: `playbooks/b2b-partner/`."),
    "C": ("Partnership lifecycle", "Playbook: `playbooks/partnership-lifecycle/`."),
    "D": ("28-day beta onboarding", "Playbook: `playbooks/beta-28-day/`."),
    "E": ("Customer onboarding", "Playbook: `playbooks/customer-onboarding/`."),
    "F": ("Rules across the playbooks", "What one program must bring together."),
}


def acceptance() -> str:
    """Every criterion with where it lives and the test that shows it."""
    root = yamlfile.read(DOCS / "acceptance.yaml", "docs/acceptance.yaml").data()
    criteria: list[dict[str, Any]] = root["criteria"]
    places = test_places()
    named = _named_after(places)
    waiting = sum(1 for one in criteria if one.get("missing"))
    lines = [
        "# Acceptance",
        "What the program must do, criterion by criterion, the command to try, and the tests that show it.",
        f"{len(criteria) - waiting} of {len(criteria)} criteria are shown by tests alone.",
        f"The other {waiting} stand in a playbook and are tested there, and name what is still to come.",
        "The commands run in the workspace that `onboardctl demo` makes.",
        "",
        "This page is generated from `docs/acceptance.yaml`.",
    ]
    for letter, (title, home) in TITLES.items():
        lines += ["", f"## {letter}. {title}", home, ""]
        lines += ["| Id | Criterion | Try | Shown by |", "|---|---|---|---|"]
        for one in criteria:
            if one["id"].startswith(letter):
                lines.append(_criterion(one, places, named.get(one["id"], [])))
    return "\n".join(lines) + "\n"


def test_places() -> dict[str, str]:
    """The file of every test, by the name of the test."""
    found = {}
    for path in sorted((DOCS.parent / "tests").rglob("test_*.py")):
        for name in re.findall(
            r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE
        ):
            found.setdefault(name, path.relative_to(DOCS.parent).as_posix())
    return found


def _named_after(tests: Iterable[str]) -> dict[str, list[str]]:
    """Tests by the criteria in their names: ``test_d19_to_d21_…``, ``test_b1_and_b10_…``."""
    found: dict[str, list[str]] = {}
    for test in tests:
        numbers = re.match(r"test_((?:[a-f]\d+[b-d]?_(?:and_|to_)?)*)", test)
        words = numbers[1].upper().split("_")[:-1] if numbers else []
        ids = [f"{word[0]}{word[1:].lstrip('0').lower()}" for word in words if word[1:2].isdigit()]
        if "TO" in words:
            ids = [f"{ids[0][0]}{n}" for n in range(int(ids[0][1:]), int(ids[-1][1:]) + 1)]
        for one in ids:
            found.setdefault(one, []).append(test)
    return found


def _criterion(one: dict[str, Any], places: dict[str, str], named: list[str]) -> str:
    listed = one.get("test") or []
    listed = [listed] if isinstance(listed, str) else listed
    tests = dict.fromkeys([*listed, *named])
    proof = [f"[{_words(test)}](../{places[test]})" for test in tests]
    if one.get("missing"):
        proof.append(f"still to come: {one['missing']}")
    command = f"`{one['command']}`" if one.get("command") else ""
    cells = (one["id"], one["says"], command, "; ".join(proof))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _words(test: str) -> str:
    """What a test says, without the numbers of the criteria in front."""
    rule = re.sub(r"^test_([a-f]\d+_(and_|to_)?)*", "", test)
    return rule.replace("_", " ")


def commands() -> str:
    """Every command with its help, as the program prints it."""
    lines = [
        "# Commands",
        "Every command with its own words.",
        "Options that every command takes are listed once, at the end.",
        "",
        "This page is generated from the program.",
    ]
    for panel in PANELS:
        lines += ["", f"## {panel}"]
        for name, entry in ENTRIES.items():
            if entry.panel == panel:
                for words in _actions(name, build_root().load(name)):
                    lines += ["", f"### {' '.join(words)}", "", "```text", _help(words), "```"]
    lines += ["", "## Options of every command that reads", ""]
    lines += ["```text", _help(["today"], common=True), "```"]
    lines += ["", "## Options of every command that writes", ""]
    lines += ["```text", _help(["advance"], common=True), "```"]
    return "\n".join(lines) + "\n"


def _actions(name: str, command: Any) -> Iterator[list[str]]:
    """The words of every command below a name, in the order of its module."""
    if not isinstance(command, LazyGroup):
        yield [name]
        return
    for word in command.commands:
        for rest in _actions(word, command.load(word)):
            yield [name, *rest]


def _help(words: list[str], *, common: bool = False) -> str:
    """What ``--help`` prints, without the options that every command has, or only those."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = program([*words, "--help"])
    assert code == 0, words
    own, _, shared = printed.getvalue().partition("\nCommon options:\n")
    return (shared if common else own).rstrip()


def errors() -> str:
    """The gallery: the exact message for every broken input of the tests, grouped by its rule."""
    folder = DOCS.parent / "tests" / "errors"
    lines = [
        "# Error gallery",
        "What the program says to broken input, as it says it.",
        "Each message is held by a test together with the file that it speaks of, which is linked.",
        "",
        "This page is generated from `tests/errors/`.",
    ]
    rule = ""
    for source, message in _gallery(folder):
        if source.stem.partition("-")[0] != rule:
            rule = source.stem.partition("-")[0]
            lines += ["", *_rule(rule.upper())]
        name = source.relative_to(DOCS.parent).as_posix()
        lines += [
            "",
            f"[{source.stem.partition('-')[2].replace('-', ' ') or rule}](../{name}):",
            "",
        ]
        lines += ["```text", message.read_text(encoding="utf-8").rstrip(), "```"]
    return "\n".join(lines) + "\n"


def _rule(code: str) -> list[str]:
    """The heading of a rule: its sentence from the page that explains it."""
    page = DOCS / "rules" / f"{code}.md"
    if not page.exists():
        titles = {
            "SEVERAL": "Several rules at once",
            "HEALTH": "Health files",
            "SLA": "SLA policies",
        }
        return [f"## {titles.get(code, f'{code.capitalize()}s')}"]
    title = page.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")
    return [f"## {title}", f"Explained in [{code}](rules/{code}.md)."]


def _gallery(folder: Path) -> Iterator[tuple[Path, Path]]:
    for message in sorted(folder.rglob("*.txt")):
        found = (one for one in sorted(message.parent.glob(f"{message.stem}.*")) if one != message)
        source = next((one for one in found if one.suffix in {".yaml", ".csv", ".json"}), None)
        if source is not None:
            yield source, message


WORDS = {
    "str": "text",
    "int": "whole number",
    "float": "number",
    "bool": "true or false",
    "date": "date",
    "datetime": "instant",
    "Any": "any value",
    "None": "null",
}
SCHEMA = re.compile(r"[a-z-]+/\d+").fullmatch
BY_VERB = {
    "playbook-list/1": "PlaybookList",
    "playbook-show/1": "PlaybookShown",
    "playbook-check/1": "PlaybookCheck",
    "playbook-schema/1": "PlaybookSchema",
    "report-sla/1": "SlaReport",
    "playbook-diff/1": "PlaybookDiff",
    "playbook-resolved/1": "PlaybookResolved",
    "playbook-origin/1": "PlaybookOrigins",
    "playbook-new/1": "PlaybookFiles",
    "playbook-eject/1": "PlaybookFiles",
    "campaign/1": "UndertakingShown",
    "training-quiz/1": "QuizResult",
    "training-status/1": "TrainingStatus",
    "training/1": "TrainingChanged",
    "intervention/1": "InterventionShown",
    "health/1": "HealthShown",
    "health-list/1": "HealthList",
    "health-update/1": "HealthUpdate",
    "health-check/1": "HealthCheck",
    "review/1": "ReviewShown",
    "renewal/1": "RenewalShown",
    "stage/1": "StageShown",
}
"""Schemas whose name is put together in the code."""


def schemas() -> str:
    """What stands under ``data`` of the envelope, for every schema."""
    payloads = _payloads()
    lines = [
        "# JSON",
        "What stands under `data` of the [envelope](output.md#the-json-envelope), for every schema.",
        "",
        "Dates are `2026-03-02` and local to the partner; instants are `2026-03-02T09:00:00Z`, in UTC.",
        "Every key is always there; what is not known is `null`.",
        "A later version may add keys; a key that changes its meaning makes a new number.",
        "",
        "This page is generated from the program.",
    ]
    wanted: list[str] = []
    for schema, name in sorted(_schemas(payloads).items()):
        lines += ["", f"## onboardctl/{schema}", "", *_fields(payloads[name], payloads, wanted)]
    lines += ["", "## Parts", "", "Objects that stand inside others."]
    for name in wanted:  # grows while parts name further parts
        lines += ["", f"### {name}", "", *_fields(payloads[name], payloads, wanted)]
    return "\n".join(lines) + "\n"


def _payloads() -> dict[str, Any]:
    """Every payload class by its name."""
    found = {}
    for path in sorted(Path(payloads_package.__path__[0]).glob("[a-z]*.py")):
        module = importlib.import_module(f"{payloads_package.__name__}.{path.stem}")
        found |= {
            name: one
            for name, one in vars(module).items()
            if hasattr(one, "_fields") and one.__module__ == module.__name__
        }
    return found


def _schemas(payloads: dict[str, Any]) -> dict[str, str]:
    """Each schema with the class of its payload, read off the calls that name both."""
    found = {schema: name for schema, name in BY_VERB.items() if name in payloads}
    source = Path(payloads_package.__path__[0]).parents[1]
    for path in sorted([*source.glob("operations/**/*.py"), *source.glob("cli/*.py")]):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
        answers = {one.name: ast.unparse(one.returns) for one in functions if one.returns}
        for function in functions:
            for schema, made in _results(function):
                words = re.findall(r"\w+", answers.get(made, made))
                name = next((word for word in words if word in payloads), None)
                if name:
                    found.setdefault(schema, name)
    return found


def _results(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Schema and the call that made the payload, for each answer of a function."""
    made = {arg.arg: ast.unparse(arg.annotation) for arg in function.args.args if arg.annotation}
    for one in ast.walk(function):
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Call):
            first = ast.unparse(one.targets[0]).strip("()").partition(",")[0]
            made.setdefault(first, ast.unparse(one.value.func))
    for one in ast.walk(function):
        if not isinstance(one, ast.Call):
            continue
        given = {word.arg: word.value for word in one.keywords}
        pairs = [
            *zip(one.args, one.args[1:], strict=False),
            (given.get("schema"), given.get("data")),
        ]
        for schema, data in pairs:
            if isinstance(schema, ast.Constant) and data is not None and SCHEMA(str(schema.value)):
                call = ast.unparse(data.func) if isinstance(data, ast.Call) else ast.unparse(data)
                yield str(schema.value), made.get(call, call)


def _fields(payload: Any, payloads: dict[str, Any], wanted: list[str]) -> list[str]:
    """The sentence of a payload and the table of its keys; parts it names are asked for."""
    lines = [(payload.__doc__ or "").partition("\n")[0], "", "| Key | Holds |", "|---|---|"]
    for key, kind in get_type_hints(payload).items():
        lines.append(f"| `{key}` | {_kind(kind, payloads, wanted)} |")
    return lines


def _kind(kind: Any, payloads: dict[str, Any], wanted: list[str]) -> str:
    """A type in words."""
    name = getattr(kind, "__name__", str(kind))
    if get_origin(kind) in {Union, types.UnionType}:
        return " or ".join(_kind(one, payloads, wanted) for one in get_args(kind))
    if get_origin(kind) in {tuple, list}:
        return f"list of {_kind(get_args(kind)[0], payloads, wanted)}"
    if get_origin(kind) is not None:
        return f"object of {_kind(get_args(kind)[-1], payloads, wanted)}"
    if hasattr(kind, "_fields"):
        payloads.setdefault(name, kind)
        wanted += [] if name in wanted else [name]
        return f"[{name}](#{name.lower()})"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ", ".join(f"`{one.value}`" for one in kind)
    return WORDS.get("None" if kind is type(None) else name, name)


PAGES: dict[str, Callable[[], str]] = {
    "acceptance.md": acceptance,
    "reference/commands.md": commands,
    "reference/json.md": schemas,
    "errors.md": errors,
}


def main(arguments: list[str]) -> int:
    """Write or compare every page."""
    stale = []
    for name, make in PAGES.items():
        path, text = DOCS / name, make()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in stale:
        verb = "is out of date, run `make docs`" if "--check" in arguments else "written"
        sys.stdout.write(f"docs/{name} {verb}\n")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
