"""A workspace to spoil, and the server of spoilt runs."""

from __future__ import annotations

import pytest

from reliability_toys import NOW, Server, build_workspace, copy_of


@pytest.fixture(autouse=True)
def _fixed_clock(monkeypatch):
    monkeypatch.setenv("ONBOARDCTL_NOW", NOW)
    monkeypatch.setenv("USER", "ada")


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The workspace that others are copies of."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONBOARDCTL_NOW", NOW)
        patch.setenv("USER", "ada")
        patch.delenv("ONBOARDCTL_WORKSPACE", raising=False)
        return build_workspace(tmp_path_factory.mktemp("reliability"))


@pytest.fixture
def workspace(built, tmp_path):
    """A workspace of the test's own."""
    return copy_of(built, tmp_path / "ws")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Runs commands in processes that may be killed, starved or robbed of their rights."""
    one = Server(tmp_path_factory.mktemp("home"))
    yield one
    one.close()
