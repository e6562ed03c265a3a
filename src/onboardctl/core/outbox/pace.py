"""How fast mails may leave: at most so many in any sixty seconds."""

from collections import deque

WINDOW_SECONDS = 60.0


class Pace:
    """Remembers the last departures and says how long the next one has to wait.

    Args:
        per_minute: most mails in any minute; ``None`` is as fast as the server takes them.
    """

    def __init__(self, per_minute: int | None) -> None:
        self._most = per_minute
        self._left: deque[float] = deque(maxlen=per_minute)

    def wait_seconds(self, moment: float) -> float:
        """Seconds until a mail may leave, counted from ``moment`` (a steady clock); 0 when now."""
        if self._most is None or len(self._left) < self._most:
            return 0.0
        return max(0.0, self._left[0] + WINDOW_SECONDS - moment)

    def left(self, moment: float) -> None:
        """A mail left at that moment."""
        if self._most is not None:
            self._left.append(moment)
