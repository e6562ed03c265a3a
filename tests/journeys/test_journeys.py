"""Every journey file, from its first command to its last."""

from __future__ import annotations

from pathlib import Path

import pytest

FILES = sorted([*Path(__file__).parent.glob("*.txt"), *Path(__file__).parent.glob("*/story.txt")])
IDS = [path.parent.name if path.name == "story.txt" else path.stem for path in FILES]


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_the_program_does_what_the_journey_says(path: Path, journey) -> None:
    journey(path)


def test_there_are_journeys() -> None:
    assert FILES
