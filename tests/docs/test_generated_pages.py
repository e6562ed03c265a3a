"""The generated pages are those that the program and the tests make now."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def generate(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the generator in a process of its own, on an odd terminal."""
    return subprocess.run(
        [sys.executable, str(ROOT / "docs" / "generate.py"), *arguments],
        capture_output=True,
        text=True,
        env={"COLUMNS": "200", "FORCE_COLOR": "1", "PATH": "", "LANG": "C"},
        check=False,
        timeout=60,
    )


def test_the_generated_pages_are_up_to_date():
    done = generate("--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_links_between_pages_lead_somewhere():
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    lost = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in links(page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert lost == []


def links(markdown: str) -> list[str]:
    """Where links lead, outside code and without the heading."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", markdown, flags=re.DOTALL)
    return re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
