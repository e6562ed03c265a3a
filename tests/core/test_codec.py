"""Values to JSON and back: nothing is lost, defaults may be left out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core import codec
from onboardctl.core.types import Tier


class Inner(NamedTuple):
    on: date
    count: int = 0


class Outer(NamedTuple):
    name: str
    at: datetime
    tier: Tier
    inner: Inner
    many: tuple[Inner, ...] = ()
    pairs: tuple[tuple[str, int], ...] = ()
    table: dict[str, Inner] = {}
    maybe: Inner | None = None
    anything: Any = None


instants = st.datetimes(
    min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)
).map(lambda moment: moment.replace(microsecond=0))
inners = st.builds(Inner, st.dates(), st.integers(-5, 5))
outers = st.builds(
    Outer,
    st.text(),
    instants,
    st.sampled_from(Tier),
    inners,
    st.lists(inners, max_size=3).map(tuple),
    st.lists(st.tuples(st.text(), st.integers()), max_size=3).map(tuple),
    st.dictionaries(st.text(), inners, max_size=3),
    st.none() | inners,
    st.none() | st.booleans() | st.text(),
)


@given(outers, st.booleans())
def test_what_is_encoded_comes_back(value, sparse) -> None:
    stored = json.loads(json.dumps(codec.encode(value, sparse=sparse)))
    assert codec.decode(Outer, stored) == value


def test_sparse_leaves_out_what_equals_its_default() -> None:
    value = Outer("a", datetime(2026, 3, 2, tzinfo=UTC), Tier.BUSINESS, Inner(date(2026, 3, 2)))
    assert codec.encode(value, sparse=True) == {
        "name": "a",
        "at": "2026-03-02T00:00:00Z",
        "tier": "business",
        "inner": {"on": "2026-03-02"},
    }


def test_unknown_keys_are_ignored_so_that_fields_can_be_dropped() -> None:
    assert codec.decode(Inner, {"on": "2026-03-02", "gone": 1}) == Inner(date(2026, 3, 2))


@given(instants, st.integers(-14, 14))
def test_an_instant_is_kept_whatever_its_offset(moment, hours) -> None:
    from datetime import timezone

    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))
    assert codec.parse_instant(codec.instant_text(elsewhere)) == moment
