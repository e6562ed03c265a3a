"""Run every benchmark and print one table: what, measured, target, met or missed."""

from __future__ import annotations

import argparse
import sys
from importlib.metadata import version

from benchmarks import (
    commands,
    engines,
    health,
    kpis,
    mails,
    money,
    postgres,
    replan,
    report_pages,
    sandbox,
    sending,
    sla,
)
from benchmarks.table import Line, text


def main() -> int:
    """Measure what was asked for; always 0, a benchmark is no test."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, a first impression")
    parser.add_argument("--only", default="", metavar="NAME", help="lines whose name holds NAME")
    asked = parser.parse_args()
    rounds = commands.QUICK_ROUNDS if asked.quick else commands.ROUNDS
    print(
        f"Python {sys.version.split()[0]}, Typer {version('typer')}, Rich {version('rich')}; "
        f"medians of {rounds} interleaved rounds"
    )
    lines: list[Line] = []
    for group in (
        commands.start_up,
        commands.in_stores,
        commands.reports,
        commands.beside_taskwarrior,
        engines.measured,
        replan.measured,
        mails.measured,
        sending.measured,
        report_pages.measured,
        kpis.measured,
        money.measured,
        health.measured,
        sla.measured,
        postgres.measured,
        sandbox.measured,
    ):
        lines += group(rounds, asked.only)
    print(text(lines))
    missed = [line.what for line in lines if line.met is False]
    judged = sum(line.met is not None for line in lines)
    print(f"\n{judged - len(missed)} of {judged} targets met")
    return 0


if __name__ == "__main__":
    sys.exit(main())
