"""Reading playbooks beside PyYAML's C loader: what place, strictness and rules cost.

Run with ``python -m benchmarks.playbook_files``. Medians of interleaved rounds; the ratio counts.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

import yaml

from onboardctl import definitions, yamlfile
from onboardctl.core.compile.format import PLAYBOOK
from onboardctl.core.shape import Context, Reading

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 25
LOCATED_GOAL = 1.5


def median_ms(actions: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median milliseconds of each action, all of them in turn in every round."""
    times: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(ROUNDS):
        for name, action in actions.items():
            started = time.perf_counter()
            action()
            times[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(spent) for name, spent in times.items()}


def measure(name: str = "beta-28-day") -> dict[str, float]:
    """The stages of reading one playbook, in milliseconds."""
    path = definitions.find_playbook(name)
    text = path.read_text(encoding="utf-8")

    def located() -> object:
        return yamlfile.parse(text, path.name)

    def validated() -> object:
        document = yamlfile.parse(text, path.name)
        assert document.root is not None
        return PLAYBOOK.read(Reading(Context("accepted")), document.root, "playbook")

    return median_ms(
        {
            "CSafeLoader": lambda: yaml.load(text, Loader=yaml.CSafeLoader),
            "read strictly, located": located,
            "read, located, validated, built": validated,
            "with parts, KPIs and all rules": lambda: definitions.load(path),
        }
    )


def main() -> None:
    """Print the stages with their ratio to the C loader."""
    name = "beta-28-day"
    lines = len(definitions.find_playbook(name).read_text(encoding="utf-8").splitlines())
    spent = measure(name)
    floor = spent["CSafeLoader"]
    print(f"{name}: playbook.yaml of {lines} lines, medians of {ROUNDS} rounds")
    for stage, milliseconds in spent.items():
        print(f"  {stage:34} {milliseconds:7.2f} ms  {milliseconds / floor:5.2f} x")
    ratio = spent["read, located, validated, built"] / floor
    print(f"  goal for read, located, validated: {LOCATED_GOAL} x, found {ratio:.2f} x")


if __name__ == "__main__":
    main()
