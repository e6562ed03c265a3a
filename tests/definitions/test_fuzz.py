"""Nothing that a file may say makes the loader fail, hang or grow."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl import definitions, yamlfile
from onboardctl.core.compile import compile_playbook
from onboardctl.definitions.catalogue import BY_ID

FRAGMENT = Path(__file__).parent / "fragments" / "platform-onboarding.yaml"
TEXT = FRAGMENT.read_text(encoding="utf-8")
LINES = TEXT.splitlines()
TOKENS = sorted(set(re.findall(r"[\w./+-]+|[^\w\s]", TEXT)))
ODD = [
    "NO",
    "10:00",
    "[]",
    "{}",
    "null",
    "-1",
    "999999999999",
    "*a",
    "&a",
    "!t",
    ">",
    "|",
    "%",
    "\t",
    "\x00",
    "é",
    "…",
    "{{ x }}",
    "day 0",
    "task(x).y",
    "1e9",
    "''",
    ": ",
    "- ",
]

edits = st.lists(
    st.tuples(
        st.sampled_from(["delete", "double", "swap", "token", "odd", "indent", "cut"]),
        st.integers(0, len(LINES) - 1),
        st.integers(0, 10**6),
    ),
    min_size=1,
    max_size=6,
)


def mutated(steps: list[tuple[str, int, int]]) -> str:
    lines = list(LINES)
    for kind, line, number in steps:
        at = line % len(lines)
        words = re.split(r"(\W)", lines[at])
        if kind == "delete" and len(lines) > 1:
            del lines[at]
        elif kind == "double":
            lines.insert(at, lines[at])
        elif kind == "swap":
            other = number % len(lines)
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == "indent":
            lines[at] = " " * (number % 7) + lines[at].lstrip()
        elif kind == "cut":
            lines[at] = lines[at][: number % (len(lines[at]) + 1)]
        else:
            source = TOKENS if kind == "token" else ODD
            words[number % len(words)] = source[number % len(source)]
            lines[at] = "".join(words)
    return "\n".join(lines)


@given(edits)
def test_a_mutated_playbook_is_judged_and_never_fails(steps):
    text = mutated(steps)
    document = yamlfile.parse(text, "mutated.yaml")
    findings = list(document.problems)
    if document.root is not None:
        compiled = compile_playbook(document.root)
        findings += compiled.findings
        if compiled.playbook is None and not document.errors:
            assert any(one.severity == "error" for one in findings)
    for one in findings:
        assert one.code in BY_ID
        assert one.message
        assert one.line is None or 1 <= one.line <= text.count("\n") + 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "text",
        "onboardctl: 1",
        "phases: {}",
        "phases: [1, text, [], {}]",
        "anchors: {a: {from: task(a).finish}, b: {default: b}}\norigin: b",
        "a: " + "[" * 50 + "]" * 50,
        "phases:\n" + "".join(f"  - {{id: p{n}, title: P, tasks: []}}\n" for n in range(3000)),
        "phases: [{id: p, title: P, tasks: ["
        + ", ".join(f"{{id: t{n}, title: T, owner: x, after: [t{n + 1}]}}" for n in range(1500))
        + "]}]",
        "when: " + "(" * 500,
        "roles: {" + ", ".join(f"r{n}: R" for n in range(5000)) + "}",
    ],
    ids=range(12),
)
def test_strange_and_large_files_end_soon_and_stay_small(text, tmp_path):
    path = tmp_path / "playbook.yaml"
    path.write_text(text, encoding="utf-8")
    tracemalloc.start()
    started = time.perf_counter()
    loaded = definitions.load(path)
    seconds = time.perf_counter() - started
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert loaded.playbook is None
    assert loaded.findings
    assert seconds < 20
    assert peak < 200_000_000


CHILD = """\
import sys
from pathlib import Path
from onboardctl import definitions

for path in sorted(Path(sys.argv[1]).glob("*.yaml")):
    definitions.load(path)
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) * 1024)
"""
# The high-water mark of the address space: that of getrusage counts what the parent held, too.
MUTATIONS = 150


def hostile() -> dict[str, str]:
    """The largest files that are read at all, each large in another way."""
    return {
        "values": "notes: [" + "1, " * 90_000 + "]",
        "keys": "roles: {" + ", ".join(f"r{number}: R" for number in range(40_000)) + "}",
        "depth": "a: " + "[" * 59 + "]" * 59,
        "text": "title: " + "x" * 990_000,
        "lines": "notes: |\n" + "  x\n" * 240_000,
        "unknown": "".join(f"k{number}: 1\n" for number in range(40_000)),
        "tasks": "phases: [{id: p, title: P, tasks: ["
        + ", ".join(f"{{id: t{n}, title: T, owner: x, after: [t{n + 1}]}}" for n in range(12_000))
        + "]}]",
    }


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc")
def test_no_file_takes_more_than_200_megabytes(tmp_path):
    chance = random.Random(20_261_121)
    kinds = ["delete", "double", "swap", "token", "odd", "indent", "cut"]
    for number in range(MUTATIONS):
        steps = [
            (chance.choice(kinds), chance.randrange(len(LINES)), chance.randrange(10**6))
            for _ in range(chance.randint(1, 6))
        ]
        path = tmp_path / f"mutated-{number:03}.yaml"
        path.write_text(mutated(steps), encoding="utf-8", newline="\n")
    for name, text in hostile().items():
        (tmp_path / f"hostile-{name}.yaml").write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", CHILD, tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert 10_000_000 < int(done.stdout) < 200_000_000
