"""What dating a plan costs at start-up: only what it needs is loaded."""

import subprocess
import sys

HEAVY = (
    "dateutil",
    "yaml",
    "pydantic",
    "rich",
    "onboardctl.core.points",
    "onboardctl.core.condition",
)


def loaded(statement):
    text = f"import sys\n{statement}\nprint(*sorted(sys.modules))"
    return subprocess.run(
        [sys.executable, "-c", text], check=True, capture_output=True, text=True
    ).stdout.split()


def test_reading_dates_loads_nothing_that_makes_them():
    found = loaded("from onboardctl.core.schedule.values import TaskDates")
    assert [name for name in found if name.startswith("onboardctl.core.")] == [
        "onboardctl.core.record",
        "onboardctl.core.schedule",
        "onboardctl.core.schedule.values",
    ]


def test_dating_a_plan_loads_no_parser_and_no_library_of_recurrences():
    found = loaded("from onboardctl.core.schedule import schedule")
    assert [name for name in HEAVY if name in found] == []
