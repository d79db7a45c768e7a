"""The cheap dataclass behaves like the standard one."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field
from typing import Any

import pytest

from tui.domain.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """All arguments, as most of the values are made."""

    name: str
    number: int = 1
    some: list[int] = field(default_factory=list, compare=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """The same by the standard decorator."""

    name: str
    number: int = 1
    some: list[int] = field(default_factory=list, compare=False)


@dataclass(frozen=True)
class Base:
    """With a check of its own, by position."""

    one: int

    def __post_init__(self) -> None:
        if self.one < 0:
            raise ValueError(self.one)


@dataclass(frozen=True)
class Derived(Base):
    """More fields after those of its base."""

    two: int = 2


@dataclass(eq=False)
class Failure(Exception):
    """An error is a value too, and each is itself."""

    where: str


@dataclass
class Open:
    """Can be changed, so it has no hash."""

    one: int = 0


BOTH = pytest.mark.parametrize("made", [Ours, Theirs])


@BOTH
def test_it_is_made_by_name_with_defaults(made: Callable[..., Any]) -> None:
    one = made(name="a")
    assert (one.name, one.number, one.some) == ("a", 1, [])
    assert made(name="b", some=[1]).some == [1]
    assert made(name="a").some is not one.some
    for wrong in ({}, {"name": "a", "other": 1}):
        with pytest.raises(TypeError):
            made(**wrong)
    with pytest.raises(TypeError):
        made("a")


@BOTH
def test_it_cannot_be_changed(made: Callable[..., Any]) -> None:
    one = made(name="a")
    with pytest.raises(FrozenInstanceError):
        one.name = "b"
    with pytest.raises((FrozenInstanceError, TypeError)):  # the standard one stumbles here before Python 3.12
        one.new = "b"
    with pytest.raises(FrozenInstanceError):
        del one.name


@BOTH
def test_it_is_equal_by_what_is_compared(made: Callable[..., Any]) -> None:
    assert made(name="a", some=[1]) == made(name="a", some=[2])
    assert made(name="a") != made(name="b")
    assert made(name="a") != "a"
    assert len({made(name="a"), made(name="a"), made(name="b")}) == 2


@BOTH
def test_the_standard_library_knows_it(made: Any) -> None:
    one: Any = made(name="a", number=3)
    assert [dataclasses.is_dataclass(made)] == [True]
    assert [each.name for each in dataclasses.fields(made)] == ["name", "number", "some"]
    assert dataclasses.replace(one, name="b") == made(name="b", number=3)
    assert dataclasses.asdict(one) == {"name": "a", "number": 3, "some": []}
    assert repr(one) == f"{made.__qualname__}(name='a', number=3, some=[])"
    assert not hasattr(one, "__dict__")
    assert copy.deepcopy(one) == pickle.loads(pickle.dumps(one)) == copy.copy(one) == one  # noqa: S301


def test_bases_checks_and_positions() -> None:
    assert Derived(1) == Derived(one=1, two=2)
    assert Base(1) != Derived(1)
    match Derived(1, 5):
        case Derived(one, two):
            assert (one, two) == (1, 5)
    with pytest.raises(ValueError, match="-1"):
        Derived(-1)


def test_errors_and_open_ones() -> None:
    with pytest.raises(Failure) as raised:
        raise Failure("here")
    assert raised.value.where == "here"
    assert raised.value != Failure("here")
    changed = Open()
    changed.one = 2
    assert changed == Open(2)
    with pytest.raises(TypeError):
        hash(changed)
