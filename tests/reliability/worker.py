"""A process that changes a workspace through the command line, each change with a mark of its own.

Arguments: workspace, partner, first word of every mark, count, kind (``mixed`` or ``new-partner``),
then any of ``lines`` (say each change that was kept) and ``report`` (a summary as JSON at the end).
"""

import json
import sys
import time

from reliability_toys import run

FINAL = ("-w", sys.argv[1])
ITEM = "kickoff-call/1"


def mixed(partner: str, number: int, mark: str, *, ticked: bool) -> tuple[str, ...]:
    """A remark, a number changed, or a tick put and taken back in turn; each names its mark."""
    if number % 3 == 0:
        return ("task", "note", partner, "kickoff-call", mark)
    if number % 3 == 1:
        return ("partner", "edit", partner, "--contract", mark)
    if ticked:
        return ("task", "reopen", partner, ITEM, "--reason", mark)
    return ("advance", partner, ITEM, "--evidence", mark)


def new_partner(mark: str) -> tuple[str, ...]:
    """A partner taken on under a contract that is the mark."""
    return (
        "new-partner", f"Partner {mark}", "-p", "beta-28-day", "-t", "business", "--segment", "agency",
        "--contract", mark, "--contact", "Jo Lind <jo@partner.example>", "--similar-ok",
    )  # fmt: skip


def is_ticked(partner: str) -> bool:
    """Whether the item that is ticked and reopened is ticked now; also loads the program."""
    shown = run("task", "show", partner, "kickoff-call", "--json", *FINAL)
    return json.loads(shown.out)["data"]["items"][0]["done"]


def main() -> int:
    """Change the workspace so many times."""
    _, _, partner, word, count, kind, *options = sys.argv
    ticked = is_ticked(partner)
    longest, refused = 0.0, []
    for number in range(int(count)):
        mark = f"M-{word}-{number}"
        words = (
            new_partner(mark)
            if kind == "new-partner"
            else mixed(partner, number, mark, ticked=ticked)
        )
        begun = time.monotonic()
        ended = run(*words, *FINAL)
        if number >= 3:  # the first ones also load the program, which is no waiting
            longest = max(longest, time.monotonic() - begun)
        if ended.code:
            refused.append(ended.err)
            continue
        if words[0] == "advance" or words[1] == "reopen":
            ticked = not ticked
        if "lines" in options:
            sys.stdout.write(mark + "\n")
            sys.stdout.flush()
    if "report" in options:
        sys.stdout.write(json.dumps({"longest": longest, "refused": refused}) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
