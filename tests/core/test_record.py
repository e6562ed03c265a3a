"""Our named tuples are those of the standard library, but for when their constructor is made."""

from __future__ import annotations

import copy
import inspect
import pickle
import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.record import NamedTuple


class Ours(NamedTuple):
    """A place."""

    name: str
    width: int = 3
    marks: tuple[str, ...] = ()

    @property
    def wide(self) -> bool:
        """Whether it is."""
        return self.width > 5


class Theirs(typing.NamedTuple):
    """A place."""

    name: str
    width: int = 3
    marks: tuple[str, ...] = ()


@given(st.text(), st.integers(), st.lists(st.text()).map(tuple))
def test_values_behave_as_those_of_the_standard_library(name, width, marks):
    ours, theirs = Ours(name, width, marks=marks), Theirs(name, width, marks=marks)
    assert ours == theirs
    assert hash(ours) == hash(theirs)
    assert repr(ours).removeprefix("Ours") == repr(theirs).removeprefix("Theirs")
    assert ours._asdict() == theirs._asdict()
    assert ours._replace(name="x") == theirs._replace(name="x")
    assert Ours._make([name, width, marks]) == ours
    assert (ours.name, ours.width, ours.marks) == (name, width, marks)
    assert pickle.loads(pickle.dumps(ours)) == copy.copy(ours) == copy.deepcopy(ours) == ours
    assert type(ours._replace(width=1)) is Ours


def test_the_class_says_the_same_of_itself():
    for name in ("_fields", "_field_defaults", "__match_args__", "__doc__"):
        assert getattr(Ours, name) == getattr(Theirs, name)
    assert typing.get_type_hints(Ours) == typing.get_type_hints(Theirs)
    assert Ours("a").wide is False
    assert not hasattr(Ours("a"), "__dict__")


def test_defaults_are_filled_in_and_cases_match():
    assert Ours("a") == ("a", 3, ())
    match Ours("a", 7):
        case Ours(name, width=7):
            assert name == "a"


@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), (("a", 1, (), 2), {}), (("a",), {"name": "b"}), (("a",), {"x": 1})],
)
def test_a_wrong_call_is_refused_the_first_time_and_every_time(values, named):
    class Fresh(NamedTuple):
        name: str
        width: int = 3
        marks: tuple[str, ...] = ()

    for _ in range(2):
        with pytest.raises(TypeError):
            Fresh(*values, **named)


def test_wrong_fields_are_refused():
    with pytest.raises(ValueError, match="unexpected field names"):
        Ours("a")._replace(colour="red")
    with pytest.raises(TypeError, match="Expected 3 arguments, got 1"):
        Ours._make(["a"])
    with pytest.raises(TypeError, match="without a default follows"):

        class Wrong(NamedTuple):
            width: int = 3
            name: str


def test_the_constructor_is_compiled_when_a_class_is_made_often():
    class Lazy(NamedTuple):
        name: str
        width: int = 3

    assert Lazy("a") == Lazy(name="a") == Lazy("a", width=3) == ("a", 3)
    assert "__new__" not in Lazy.__dict__
    assert {Lazy("b", width=n % 2) for n in range(100)} == {("b", 0), ("b", 1)}
    assert str(inspect.signature(Lazy.__new__)) == "(_cls, name, width=3)"
