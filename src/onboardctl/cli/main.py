"""``main(argv) -> int``: run one command, print its result or its failure, give the exit code.

The only place where errors become text; the version is answered before anything is imported.
"""

from __future__ import annotations

import gc
import os
import sys

ZONES = "/usr/share/zoneinfo"

TYPE_CHECKING = False  # importing typing would double the time of --version
if TYPE_CHECKING:
    from collections.abc import Sequence


def entry_point() -> None:
    """Run the program with the arguments of the process.

    A short run leaves nothing worth collecting: without the collector during imports and at the
    end, start-up is about a tenth faster. ``cli.runner`` turns it on again for the command itself.
    """
    gc.disable()
    _find_zones_at_once()
    code = main()
    gc.freeze()
    sys.exit(code)


def _find_zones_at_once() -> None:
    """Tell the library of time zones where every Unix keeps them.

    It would ask how this Python was built, which takes 2 ms and mostly gives the same answer. Zones
    that are not found there come from the package ``tzdata``, as ever.
    """
    if os.path.isdir(ZONES):  # noqa: PTH112 -- pathlib would take longer than this saves
        os.environ.setdefault("PYTHONTZPATH", ZONES)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line.

    Args:
        argv: the arguments without the program's name; by default those of the process.

    Returns:
        The exit code (docs/reference/exit-codes.md).
    """
    args = list(sys.argv[1:] if argv is None else argv)
    if args == ["--version"] and _say_version():
        return 0
    shell = os.environ.get("_ONBOARDCTL_COMPLETE")
    if shell:
        return _complete(shell, args)
    try:
        from onboardctl.cli.runner import run

        return run(args)
    except KeyboardInterrupt:
        from onboardctl.cli.streams import say

        say("\nonboardctl: interrupted\n")
        return 130


def _say_version() -> bool:
    """Print the version; a device that does not take it is left to ``cli.runner`` to report."""
    from onboardctl import __version__

    try:
        sys.stdout.write(f"onboardctl {__version__}\n")
        sys.stdout.flush()
    except OSError:
        return False
    return True


def _complete(shell: str, words: list[str]) -> int:
    """Offer words for the end of a command line; an error in the middle of typing stays silent."""
    try:
        from onboardctl.cli.completers import answer

        sys.stdout.write(answer(shell, words))
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt):  # noqa: BLE001
        return 1
    return 0
