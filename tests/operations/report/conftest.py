"""The example workspace, made once: reports only read it."""

from __future__ import annotations

import pytest

from reliability_toys import run


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The folder of the example, on the morning of 2 March 2026."""
    folder = tmp_path_factory.mktemp("reports") / "demo"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONBOARDCTL_NOW", "2026-03-02T09:00:00Z")
        assert run("demo", str(folder), "--no-walk").code == 0
    return folder
