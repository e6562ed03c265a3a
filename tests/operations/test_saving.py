"""A file asked for is there whole, or not at all."""

from __future__ import annotations

import resource
import signal

import pytest

from onboardctl.core.errors import Conflict, InvalidInput
from onboardctl.operations.report.saving import save


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_a_new_file_is_written_and_readable_by_its_owner_alone(tmp_path):
    save(tmp_path / "a.txt", b"text")
    assert (tmp_path / "a.txt").read_bytes() == b"text"
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["a.txt"]


def test_an_existing_file_stays_unless_it_may_be_replaced(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    with pytest.raises(Conflict):
        save(path, b"new")
    assert path.read_bytes() == b"old"
    save(path, b"new", replace=True)
    assert (path.read_bytes(), names(tmp_path)) == (b"new", ["a.txt"])


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path):
    path = tmp_path / "a.txt"
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Conflict):
        save(path, b"new")
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("name", [".", "missing/a.txt"])
def test_a_folder_is_no_file(tmp_path, name):
    with pytest.raises(InvalidInput):
        save(tmp_path / name, b"x")
    assert names(tmp_path) == []


def test_a_file_that_does_not_fit_leaves_nothing_behind(tmp_path):
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limit[1]))
    try:
        with pytest.raises(InvalidInput) as caught:
            save(tmp_path / "a.txt", b"x" * 100)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, before)
    assert caught.value.message.endswith("a.txt was not written: File too large")
    assert names(tmp_path) == []
