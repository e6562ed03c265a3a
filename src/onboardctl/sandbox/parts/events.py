"""What people did, in sessions, and what was sent on to webhooks."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from onboardctl.sandbox.journeys.visits import with_sessions
from onboardctl.sandbox.moments import DAY, HOUR, MINUTE, instant_text
from onboardctl.sandbox.schema import SEED
from onboardctl.sandbox.spill import HELD, Sorter
from onboardctl.sandbox.streams import stream
from onboardctl.sandbox.tenant import Numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.sandbox.journeys import Journey
    from onboardctl.sandbox.tenant import Row, Tenant

_DELIVERED, _UNAVAILABLE = 200, 503
_RETRIES = 3


def secret_of(seed: int, *subject: object) -> tuple[str, str]:
    """A visible prefix and the SHA-256 of a secret that is kept nowhere."""
    rng = stream(seed, "secret", *subject)
    secret = f"{rng.getrandbits(256):064x}"
    return f"sk_sandbox_{secret[:6]}", hashlib.sha256(f"sk_sandbox_{secret}".encode()).hexdigest()


class Events:
    """The tables ``events``, ``webhooks`` and ``webhook_deliveries``."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self._events = Sorter()
        self._deliveries = Sorter(HELD // 2)

    def take(self, journey: Journey) -> None:
        """Everything that happened to somebody, told with the sessions it belongs to."""
        number, ends = journey.arrival.number, self.tenant.world.ends
        told = [
            (at, number, place, name, session)
            for place, (at, name, session) in enumerate(with_sessions(journey.events))
            if at < ends
        ]
        self._events.extend(told)
        self.tenant.expected += len(told)

    def add_rows(self) -> None:
        """Events in the order of time, webhooks, and the deliveries that followed."""
        self._add_webhooks()
        self.tenant.keep("events", self._rows())
        self.tenant.number(
            "webhook_deliveries",
            (
                (number, event, attempt, status, instant_text(sent))
                for sent, number, event, attempt, status in self._deliveries.drained()
            ),
        )

    def _rows(self) -> Iterator[Row]:
        """Sessions are numbered as they begin; of each person only the newest one is known."""
        user_ids, told = self.tenant.user_ids, 0
        newest, ids = Numbers(), Numbers()
        deliver = _Deliveries(self.tenant, self._deliveries)
        for identifier, (at, number, _, name, session) in enumerate(
            self._events.drained(), start=1
        ):
            known = None
            if session:
                if newest[number] != session:
                    told += 1
                    newest[number], ids[number] = session, told
                known = ids[number]
            deliver(at, name, identifier)
            yield (identifier, user_ids[number], name, instant_text(at), known, SEED)

    def _add_webhooks(self) -> None:
        world = self.tenant.world
        self.tenant.number(
            "webhooks",
            (
                (
                    f"https://hooks.example.com/{world.request.slug}/{hook['path']}",
                    " ".join(hook["events"]),
                    secret_of(world.seed, "webhook", number)[1],
                    f"192.0.2.{10 + number}",
                    instant_text(world.begins + 10 * HOUR),
                )
                for number, hook in enumerate(world.parameters["webhooks"], start=1)
            ),
        )


class _Deliveries:
    """Sends each event on to the webhooks that subscribed to it, with retries."""

    def __init__(self, tenant: Tenant, sent: Sorter) -> None:
        world = tenant.world
        self._ends, self._sent = world.ends, sent
        failing = world.parameters["incidents"]["failing_webhook"]
        self._fails_from = world.planted - int(failing["days"]) * DAY
        self._subscribed: dict[str, list[tuple[int, bool]]] = {}
        for number, hook in enumerate(world.parameters["webhooks"], start=1):
            for event in hook["events"]:
                planted = hook["path"] == failing["path"]
                self._subscribed.setdefault(event, []).append((number, planted))
        self._draw = stream(world.seed, "deliveries").random
        self._retry = float(world.parameters["webhook_retry_share"])

    def __call__(self, at: int, name: str, event: int) -> None:
        for number, planted in self._subscribed.get(name, ()):
            fails = planted and at >= self._fails_from
            stumbles = self._draw() < self._retry
            delay = 1 + int(self._draw() * 5)
            attempts = _RETRIES if fails else 2 if stumbles else 1
            for attempt in range(1, attempts + 1):
                status = _UNAVAILABLE if fails or attempt < attempts else _DELIVERED
                sent = at + delay + (attempt - 1) ** 2 * 5 * MINUTE
                if sent < self._ends:
                    self._sent.add((sent, number, event, attempt, status))
