"""A process that makes toy changes: prints a line for each that was kept, and a report at the end.

Arguments: store, writer, count, then any of ``lines`` and ``report``.
"""

import json
import sys
import time

from onboardctl.core.errors import OnboardError
from store_toys import open_toy, toy_change


def main() -> int:
    """Write until the count is reached."""
    location, writer, count, *options = sys.argv[1:]
    longest, refused, made = 0.0, [], 0
    while made < int(count):
        begun = time.monotonic()
        try:
            engine = open_toy(location)
            number = toy_change(engine, writer)
            engine.close()
        except OnboardError as error:
            refused.append(error.code)
            if len(refused) > 20:
                break
            continue
        longest = max(longest, time.monotonic() - begun)
        made += 1
        if "lines" in options:
            sys.stdout.write(f"{writer} {number}\n")
            sys.stdout.flush()
    if "report" in options:
        report = {"made": made, "longest": longest, "refused": refused}
        sys.stdout.write(json.dumps(report) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
