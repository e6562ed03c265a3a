"""Parameters of one's own are checked before anything is drawn, each finding at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from onboardctl.core.errors import InvalidInput
from onboardctl.operations.sandbox.tenant import parameters_of

BUNDLED = Path(__file__).parents[2] / "seeds" / "sandbox"


def _own(workspace: Path, *changes: tuple[str, str]) -> Path:
    folder = workspace / "seeds" / "sandbox"
    folder.mkdir(parents=True)
    text = (BUNDLED / "common.yaml").read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    (folder / "common.yaml").write_text(text, "utf-8")
    return workspace


@pytest.mark.parametrize("segment", ["agency", "university", "recruiter", "enterprise"])
def test_the_bundled_parameters_of_every_segment_are_sound(segment):
    parameters = parameters_of(None, segment)

    assert parameters["segment"] == segment
    assert parameters["api"]["limit_per_hour"] == 200


def test_every_impossible_parameter_is_reported_with_its_line(tmp_path):
    workspace = _own(
        tmp_path,
        ("activates: 0.9\n", "activates: 1.9\n"),
        ("limit_per_hour: 200", "limit_per_hour: 5000"),
        ("weekdays: [1.15, ", "weekdays: ["),
        ("  fade_weeks: 60", "  fade_wekes: 60"),
    )

    with pytest.raises(InvalidInput) as refused:
        parameters_of(workspace, "agency")

    lines = (workspace / "seeds" / "sandbox" / "common.yaml").read_text("utf-8").splitlines()
    found = [(one.message, lines[one.line - 1].strip()) for one in refused.value.diagnostics]
    assert sorted(found) == sorted(
        [
            ("shares.activates must lie between 0 and 1, found 1.9", "activates: 1.9"),
            (
                "api.limit_per_hour must lie between 200 and 200, found 5000",
                "limit_per_hour: 5000",
            ),
            (
                "activity.weekdays needs 7 numbers",
                "weekdays: [1.25, 1.2, 1.1, 0.8, 0.3, 0.25]",
            ),
            (
                '"activity.fade_wekes" is unknown; did you mean "fade_weeks"?',
                next(line.strip() for line in lines if "fade_wekes" in line),
            ),
            (
                '"activity.fade_weeks" is missing',
                next(line.strip() for line in lines if line.startswith("  visits:")),
            ),
        ]
    )


def test_own_parameters_that_are_sound_win_over_the_bundled_ones(tmp_path):
    workspace = _own(tmp_path, ("activates: 0.9\n", "activates: 0.8\n"))

    own, bundled = parameters_of(workspace, "agency"), parameters_of(None, "agency")

    assert own["shares"]["activates"] == 0.8
    assert own.sha256 != bundled.sha256


def test_a_file_that_is_not_yaml_is_reported_as_such(tmp_path):
    _own(tmp_path, ("shares:\n", "shares: [\n"))

    with pytest.raises(InvalidInput) as refused:
        parameters_of(tmp_path, "agency")

    assert refused.value.diagnostics[0].file == "common.yaml"
