"""Profiles for the law tests, and a steady environment for every test."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ("golden_plugin", "postgres_server")

settings.register_profile(
    "quick", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "ci",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", max_examples=2000, deadline=None)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "quick")
)


ON_SERVER = os.environ.get("ONBOARDCTL_TEST_ENGINE") == "postgresql"
"""Every workspace of a test keeps its store in a database of the test's own: ``make test-postgres``."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what speaks of the SQLite file itself where stores are on a server."""
    skip = pytest.mark.skip(reason="speaks of the SQLite file itself")
    for item in items:
        if ON_SERVER and item.get_closest_marker("sqlite_file"):
            item.add_marker(skip)


@pytest.fixture(autouse=True)
def _steady_environment(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """No test sees the settings, colours or home of the person who runs it."""
    for name in list(os.environ):
        if name.startswith("ONBOARDCTL_") or name in {"NO_COLOR", "FORCE_COLOR", "ACCESSIBLE"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("SHELL", "/bin/bash")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TZ", "UTC")
    if ON_SERVER:
        monkeypatch.setenv("ONBOARDCTL_STORE", request.getfixturevalue("postgres_url"))
