"""A process that keeps remarks through the real command line, whatever happens to its connection.

Arguments: workspace, partner, count. It prints each remark that it was told is kept, and at the
end a JSON report with the codes of the errors it met.
"""

import contextlib
import io
import json
import re
import sys

from onboardctl.cli.main import main as onboardctl


def main() -> int:
    """Keep remarks until the count is reached; one that failed is not tried again under its name."""
    workspace, partner, count = sys.argv[1:]
    refused: dict[str, str] = {}
    made = tried = 0
    while made < int(count):
        tried += 1
        remark = f"{partner} {tried}"
        heard = io.StringIO()
        with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard):
            code = onboardctl(["task", "note", partner, "kickoff-call", remark, "-w", workspace])
        if code:
            found = re.search(r"\[([a-z_.]+)\]$", heard.getvalue(), re.MULTILINE)
            refused[remark] = found[1] if found else heard.getvalue()
            if len(refused) > 10 * int(count):
                break
            continue
        made += 1
        sys.stdout.write(remark + "\n")
        sys.stdout.flush()
    sys.stdout.write(json.dumps(refused) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
