"""Sandboxes that tests look at, break and replace; built once for each run."""

from __future__ import annotations

import sqlite3
from functools import cache

import pytest

from sandbox_toys import build, request_for


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory):
    """A function from segment to the bytes of a sound sandbox."""

    @cache
    def file_of(segment: str) -> bytes:
        folder = tmp_path_factory.mktemp(f"sandbox-{segment}")
        return build(folder, request_for(segment)).read_bytes()

    return file_of


@pytest.fixture
def opened(pristine):
    """A function from segment to an open copy in memory that a test may break."""
    connections = []

    def open_copy(segment: str = "agency") -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.deserialize(pristine(segment))
        connections.append(connection)
        return connection

    yield open_copy
    for connection in connections:
        connection.close()
