"""Golden files: what a person reads is compared as a whole and reviewed as text.

``pytest --update-golden`` rewrites them; the change is then read in the diff.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """``golden("mail/skillforge/en/welcome.txt", text)``: the text is what the file holds."""
    update = bool(request.config.getoption("--update-golden"))

    def check(name: str, actual: str) -> None:
        path = FOLDER / name
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual.encode())
        if not path.exists():
            pytest.fail(f"there is no tests/golden/{name}; run pytest --update-golden")
        assert actual == path.read_bytes().decode()

    return check
