"""Write the pages that are made from code and data; ``--check`` says which are out of date.

    python docs/generate.py            write them
    python docs/generate.py --check    exit 1 when a page differs from what would be written
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ["COLUMNS"] = "100"  # read when the help is laid out

from onboardctl import yamlfile  # noqa: E402
from onboardctl.cli.commands import LazyGroup  # noqa: E402
from onboardctl.cli.main import main as program  # noqa: E402
from onboardctl.cli.registry import ENTRIES, PANELS  # noqa: E402
from onboardctl.cli.root import build_root  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DOCS = Path(__file__).resolve().parent
TITLES = {
    "A": "Partner enablement",
    "B": "B2B partners programme",
    "C": "Partnership lifecycle",
    "D": "28-day beta onboarding",
    "E": "Customer onboarding",
    "F": "Rules across the playbooks",
}


def acceptance() -> str:
    """Every criterion with where it lives and the test that shows it."""
    root = yamlfile.read(DOCS / "acceptance.yaml", "docs/acceptance.yaml").data()
    criteria: list[dict[str, Any]] = root["criteria"]
    shown = sum(1 for one in criteria if one.get("test"))
    lines = [
        "# Acceptance",
        "What the program must do, criterion by criterion, and the test that shows it.",
        f"{shown} of {len(criteria)} are shown by a test; the others say what is missing.",
        "",
        "This page is generated from `docs/acceptance.yaml`.",
    ]
    for letter, title in TITLES.items():
        lines += ["", f"## {letter}. {title}", "", "| Id | Criterion | Try | Shown by |", "|---|---|---|---|"]
        lines += [_criterion(one) for one in criteria if one["id"].startswith(letter)]
    return "\n".join(lines) + "\n"


def _criterion(one: dict[str, Any]) -> str:
    tests = one.get("test") or []
    tests = [tests] if isinstance(tests, str) else tests
    proof = ", ".join(f"`{test}`" for test in tests) or f"not yet: {one.get('missing', 'open')}"
    command = f"`{one['command']}`" if one.get("command") else ""
    return f"| {one['id']} | {one['says']} | {command} | {proof} |".replace("  ", " ")


def commands() -> str:
    """Every command with its help, as the program prints it."""
    lines = [
        "# Commands",
        "Every command with its own words. Options that every command takes are listed once, at the end.",
        "",
        "This page is generated from the program.",
    ]
    for panel in PANELS:
        lines += ["", f"## {panel}"]
        for name, entry in ENTRIES.items():
            if entry.panel == panel:
                for words in _actions(name, build_root().load(name)):
                    lines += ["", f"### {' '.join(words)}", "", "```text", _help(words), "```"]
    lines += ["", "## Options of every command", "", "```text", _help(["today"], common=True), "```"]
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
    """The gallery: every broken input of the tests with the exact message."""
    lines = [
        "# Error gallery",
        "What the program says to broken input: each file is kept by the tests with its exact message.",
        "",
        "This page is generated from `tests/errors/`.",
    ]
    folder = DOCS.parent / "tests" / "errors"
    for source, message in _gallery(folder):
        name = source.relative_to(folder).as_posix()
        lines += ["", f"## {name}", "", "```yaml", source.read_text(encoding="utf-8").rstrip(), "```"]
        lines += ["", "```text", message.read_text(encoding="utf-8").rstrip(), "```"]
    return "\n".join(lines) + "\n"


def _gallery(folder: Path) -> Iterator[tuple[Path, Path]]:
    for message in sorted(folder.rglob("*.txt")):
        source = next(
            (found for found in sorted(message.parent.glob(f"{message.stem}.*")) if found != message), None
        )
        if source is not None and source.suffix in {".yaml", ".csv", ".json"}:
            yield source, message


PAGES: dict[str, Callable[[], str]] = {
    "acceptance.md": acceptance,
    "reference/commands.md": commands,
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
