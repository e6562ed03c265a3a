"""A process that keeps remarks through the real command line; the same arguments as toy_writer.

Arguments: workspace, partner, count, then any of ``lines`` and ``report``.
"""

import contextlib
import io
import json
import sys
import time

from onboardctl.cli.main import main as onboardctl


def main() -> int:
    """Keep remarks until the count is reached."""
    workspace, partner, count, *options = sys.argv[1:]
    longest, refused, made = 0.0, [], 0
    while made < int(count) and len(refused) < 20:
        words = ["task", "note", partner, "kickoff-call", f"{partner} {time.monotonic_ns()}"]
        heard = io.StringIO()
        begun = time.monotonic()
        with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard):
            code = onboardctl([*words, "-w", workspace])
        if made:  # the first command also loads the program, which is no waiting
            longest = max(longest, time.monotonic() - begun)
        if code:
            refused.append(heard.getvalue())
            continue
        made += 1
        if "lines" in options:
            sys.stdout.write(words[-1] + "\n")
            sys.stdout.flush()
    if "report" in options:
        report = {"made": made, "longest": longest, "refused": refused}
        sys.stdout.write(json.dumps(report) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
