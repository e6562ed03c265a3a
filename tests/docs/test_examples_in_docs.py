"""Every command in the README and the guides is run, and prints what stands below it.

A page plays in a folder of its own, from top to bottom, as on a terminal of 80 columns without
colour. A block marked ``console`` holds command lines after ``$ `` and what they print; a command
goes on in the next line as in a shell. A line ``…`` stands for any lines left out, `` …`` at the
end of a line for the rest of it. An exit code other than 0 is shown as in a shell, by
``$ echo $?``. Comments that the reader does not see prepare the stage:

    <!-- @ 2026-03-02T09:00:00Z -->      the clock from here on
    <!-- demo -->                        go into a fresh example workspace
    <!-- $ onboardctl … -->              run this, whatever it prints
    <!-- edit FILE: this -> that -->     put that in the place of the first this

``pytest --update-golden`` rewrites what is printed; the change is then read in the diff.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from onboardctl.cli.main import main

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "guides").glob("*.md"))]
STAGE = re.compile(
    r"^<!-- (?P<hint>demo|(?:[@$]|edit) [^\n]*) -->$|^```console\n(?P<block>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
START = "2026-03-02T09:00:00Z"
LEFT_OUT, LEFT_OUT_LINES = "…", "(?:[^\n]*\n)*?"
CUT = " …"
WIDTH = 80


class Step(NamedTuple):
    """A command line as written, and the lines that stand below it."""

    typed: str
    shown: list[str]

    @property
    def words(self) -> list[str]:
        return shlex.split(self.typed.replace("\\\n", " "))


class Screen(io.StringIO):
    """A stream that is, or is not, a terminal."""

    encoding = "utf-8"

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


class Shell:
    """As much of a shell as the pages use: ``onboardctl``, ``cd``, ``cp -r`` and ``echo $?``."""

    def __init__(self, home: Path) -> None:
        self.home, self.code, self.said = home, 0, ""

    def __call__(self, words: list[str]) -> list[str]:
        if words == ["echo", "$?"]:
            code, self.code = self.code, 0
            return [str(code)]
        assert self.code == 0, f"exit code {self.code} is not shown:\n{self.said}"
        if words[0] == "cd":
            os.chdir(words[1])
            return []
        if words[:2] == ["cp", "-r"]:
            shutil.copytree(words[2], words[3])
            return []
        assert words[0] == "onboardctl", words
        out, err = Screen(terminal=True), Screen(terminal=False)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            self.code = main(words[1:])
        self.said = (out.getvalue() + err.getvalue()).replace(str(self.home), "~")
        return [line.rstrip() for line in self.said.rstrip("\n").splitlines()]


def steps(block: str) -> list[Step]:
    """The command lines of a block with what they print."""
    found: list[Step] = []
    for line in block.splitlines():
        if found and goes_on(found[-1].typed) and not found[-1].shown:
            found[-1] = Step(f"{found[-1].typed}\n{line}", [])
        elif line.startswith("$ "):
            found.append(Step(line[2:], []))
        else:
            found[-1].shown.append(line)
    return found


def goes_on(typed: str) -> bool:
    """Whether a shell would wait for more: after a backslash, or between quotation marks."""
    return typed.endswith("\\") or typed.count('"') % 2 == 1


def fits(shown: list[str], printed: list[str]) -> bool:
    """Whether the lines are those printed, ``…`` and the ends of cut lines standing for any."""
    pattern = "".join(LEFT_OUT_LINES if line == LEFT_OUT else as_pattern(line) for line in shown)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def as_pattern(line: str) -> str:
    """A line as it stands, or with any end in the place of `` …``."""
    if line.endswith(CUT):
        return re.escape(line.removesuffix(CUT)) + " [^\n]*\n"
    return re.escape(line) + "\n"


def cut(line: str) -> str:
    """A line that fits the page: sentences are not wrapped by the program."""
    return line if len(line) <= WIDTH else line[: WIDTH - len(CUT) + 1].rpartition(" ")[0] + CUT


def shortened(shown: list[str], printed: list[str]) -> list[str]:
    """What is printed now, with the same lines left out as far as their neighbours are there."""
    lines: list[str] = []
    start = 0
    text = "".join(f"{line}\n" for line in shown)
    parts = [part.splitlines() for part in re.split(f"^{LEFT_OUT}\n", text, flags=re.MULTILINE)]
    for number, part in enumerate(parts):
        lines += [LEFT_OUT] if number else []
        if not part:
            continue
        first = place_of(part, printed, start) if number else 0
        last = place_of(part[::-1], printed, first) if number < len(parts) - 1 else len(printed)
        if first is None or last is None:
            return printed
        start = last + 1
        lines += printed[first:start]
    return lines if len(parts) > 1 else printed


def place_of(part: list[str], printed: list[str], start: int | None) -> int | None:
    """Where a line begins with the word that the first line with text in a part begins with."""
    word = next((line.split()[0] for line in part if line.strip()), None)
    found = range(len(printed) if start is None else start, len(printed))
    return next((n for n in found if printed[n].split()[:1] == [word]), None)


def played(block: str, shell: Shell) -> str:
    """The block as it goes now; what still fits stays as it was written."""
    parts = []
    for step in steps(block):
        printed = shell(step.words)
        shown = "\n".join(step.shown).rstrip("\n").splitlines()
        now = shown if fits(shown, printed) else shortened(shown, printed)
        lines = [cut(line) for line in now]
        parts.append("\n".join([f"$ {step.typed}", *lines]))
    apart = "\n\n" if any("\n" in part for part in parts) else "\n"
    return apart.join(parts) + "\n"


def edit(file: str, change: str) -> None:
    """Put one text in the place of another that must be there, once."""
    this, that = change.split(" -> ")
    text = Path(file).read_text(encoding="utf-8")
    assert this in text, f"{this} is not in {file}"
    Path(file).write_text(text.replace(this, that, 1), encoding="utf-8")


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    """The example workspace of 2 March 2026."""
    folder = tmp_path_factory.mktemp("guides") / "demo"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONBOARDCTL_NOW", START)
        Shell(folder.parent)(["onboardctl", "demo", str(folder), "--no-walk"])
    return folder


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_the_page_shows_what_the_program_prints(page, tmp_path, monkeypatch, request):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("USER", "ada")
    monkeypatch.setenv("LOGNAME", "ada")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("ONBOARDCTL_NOW", START)
    shell = Shell(tmp_path)

    def play(found: re.Match[str]) -> str:
        if found["block"] is not None:
            return f"```console\n{played(found['block'], shell)}```"
        if found["hint"] == "demo":
            shutil.copytree(request.getfixturevalue("example"), tmp_path / "demo")
            monkeypatch.chdir(tmp_path / "demo")
        elif found["hint"].startswith("@"):
            monkeypatch.setenv("ONBOARDCTL_NOW", found["hint"][2:].strip())
        elif found["hint"].startswith("edit "):
            edit(*found["hint"].removeprefix("edit ").split(": ", 1))
        else:
            shell(shlex.split(found["hint"][2:]))
        return found[0]

    written = page.read_text(encoding="utf-8")
    actual = STAGE.sub(play, written)
    assert shell.code == 0, shell.said
    if request.config.getoption("--update-golden"):
        page.write_text(actual, encoding="utf-8")
        written = actual
    assert actual == written


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_examples_fit_eighty_columns(page):
    blocks = re.findall(
        r"^```console\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert [line for block in blocks for line in block.splitlines() if len(line) > WIDTH] == []
    assert blocks


def test_left_out_lines_may_be_many_or_none():
    assert fits(["a", LEFT_OUT, "d"], ["a", "b", "c", "d"])
    assert fits(["a", LEFT_OUT], ["a"])
    assert not fits(["a", LEFT_OUT, "d"], ["a", "b"])
    assert not fits(["a"], ["a", "b"])


def test_what_is_left_out_stays_left_out_when_figures_change():
    shown = ["Name  n", "a  1", LEFT_OUT, "d  4", "end"]
    printed = ["Name  n", "a  10", "b  20", "c  30", "d  40", "end"]
    assert shortened(shown, printed) == ["Name  n", "a  10", LEFT_OUT, "d  40", "end"]
    assert shortened([*shown[:2], LEFT_OUT], printed) == ["Name  n", "a  10", LEFT_OUT]
    assert shortened(shown, ["other"]) == ["other"]


def test_a_line_may_be_cut_between_words():
    long = "word " * 30
    assert len(cut(long)) <= WIDTH
    assert fits([cut(long)], [long])
    assert not fits([cut(long)], ["other " * 30])
