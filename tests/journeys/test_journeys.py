"""Every journey file, from its first command to its last."""

from __future__ import annotations

from pathlib import Path

import pytest

FILES = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_the_program_does_what_the_journey_says(path: Path, journey) -> None:
    journey(path)


def test_there_are_journeys() -> None:
    assert FILES
