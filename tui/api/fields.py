"""Typed reading of one JSON object, where every complaint names the exact place.

Missing, null, "", [] and {} are the same: not stated. Numbers may come as strings and ids as numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache
from typing import TypeVar

from ..domain.text import clean_line, clean_text, is_clean, is_ordinary_line

LINE = 200
URL = 2000
ID = 200
MANY = 5000
"""More entries than any list inside one record can honestly have."""

E = TypeVar("E", bound=StrEnum)

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ].*)?", re.ASCII)
_CLOCK = re.compile(
    r"(?:[0-9-]{10}[T ])?([0-9]{1,2}):?([0-9]{2})(?::?([0-9]{2})(?:\.[0-9]+)?)?\s*(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?",
    re.ASCII,
)
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?", re.ASCII)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


class DecodeError(ValueError):
    """A record that could not be understood. `where` is a place such as `agreements[3].goals[0].due_date`."""

    def __init__(self, where: str, detail: str) -> None:
        super().__init__(where, detail)
        self.where = where
        self.detail = detail


class Fields:
    """A JSON object and where it stood. A place is only written out when there is something to complain about."""

    __slots__ = ("_index", "_name", "_outer", "data")

    def __init__(
        self, data: Mapping[str, object], name: str, outer: Fields | None = None, index: int | None = None
    ) -> None:
        self.data = data
        self._name = name
        self._outer = outer
        self._index = index

    @classmethod
    def of(cls, value: object, where: str) -> Fields:
        if not isinstance(value, dict):
            raise DecodeError(where, "expected an object")
        return cls(value, where)

    @property
    def where(self) -> str:
        place = self._name if self._outer is None else self._outer.place(self._name)
        return place if self._index is None else f"{place}[{self._index}]"

    def place(self, name: str) -> str:
        where = self.where
        return f"{where}.{name}" if where else name

    def raw(self, name: str) -> object:
        """The value as it came; None when it is not stated."""
        value = self.data.get(name)
        if isinstance(value, str):
            return None if not value or value.isspace() else value
        return None if not value and isinstance(value, list | dict) else value

    def line(self, name: str, limit: int = LINE) -> str | None:
        """One line of clean text; a number becomes its digits."""
        value = self.data.get(name)
        if value is None:
            return None
        if isinstance(value, str) and value and len(value) <= limit and is_ordinary_line(value):
            return None if value.isspace() else value
        words = value if isinstance(value, str) and value else self._words(name)
        return None if words is None or words.isspace() else clean_line(words, limit) or None

    def text(self, name: str) -> str | None:
        """Clean text that keeps its line breaks."""
        value = self._words(name)
        return None if value is None else clean_text(value).strip() or None

    def need(self, name: str) -> str:
        value = self.line(name)
        if value is None:
            raise DecodeError(self.place(name), "missing")
        return value

    def id(self, name: str = "id", limit: int = ID) -> str | None:
        """An identity, never altered: one that would not be safe to show is refused instead."""
        value = self.raw(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise DecodeError(self.place(name), "expected an id")
        found = value if isinstance(value, str) else _digits(value, self.place(name))
        if len(found) <= limit and is_ordinary_line(found):
            return found
        if len(found) > limit or not is_clean(found) or "\n" in found:
            raise DecodeError(self.place(name), "not usable as an id")
        return found

    def need_id(self) -> str:
        value = self.id()
        if value is None:
            raise DecodeError(self.place("id"), "missing")
        return value

    def number(self, name: str) -> float | None:
        value = self.raw(name)
        if value is None:
            return None
        if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
            return float(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise DecodeError(self.place(name), "expected a number")
        try:
            found = float(value)
        except OverflowError:
            found = math.inf
        if not math.isfinite(found):
            raise DecodeError(self.place(name), "number out of range")
        return found

    def integer(self, name: str) -> int | None:
        value = self.number(name)
        if value is None:
            return None
        if not value.is_integer() or abs(value) > 2**53:
            raise DecodeError(self.place(name), "expected a whole number")
        return int(value)

    def flag(self, name: str) -> bool | None:
        value = self.raw(name)
        if isinstance(value, str):
            value = {"true": True, "false": False, "1": True, "0": False}.get(value.strip().lower(), value)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int) and value in (0, 1):
            return bool(value)
        raise DecodeError(self.place(name), "expected true or false")

    def day(self, name: str) -> date | None:
        """A calendar date; of a date-time the date as written, as no zone is meant."""
        value = self.raw(name)
        if value is None:
            return None
        found = read_day(value)
        if found is None:
            raise DecodeError(self.place(name), "expected a date")
        return found

    def moment(self, name: str) -> datetime | None:
        """A time stamp as aware UTC. One that cannot be read only costs the stamp, not the record."""
        value = self.raw(name)
        return read_moment(value) if isinstance(value, str) else None

    def choice(self, name: str, kind: type[E]) -> E | None:
        """An enum member whatever its spelling (`partiallyMet`, `On hold`); None for a value we do not know."""
        value = self.raw(name)
        if not isinstance(value, str):
            return None
        known: dict[str, E] = _spellings(kind)
        found = known.get(value)
        return found or known.get(_HUMP.sub("_", value.strip()).replace("-", "_").replace(" ", "_").casefold())

    def sub(self, name: str) -> Fields | None:
        value = self.raw(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise DecodeError(self.place(name), "expected an object")
        return Fields(value, name, self)

    def each(self, name: str) -> Iterable[Fields]:
        """The objects of a list; nulls in it are passed over. A complaint about one comes when its turn does."""
        value = self.data.get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            if self.raw(name) is None:
                return ()
            raise DecodeError(self.place(name), "expected a list")
        if len(value) > MANY:
            raise DecodeError(self.place(name), f"more than {MANY} entries")
        return self._each(name, value)

    def _each(self, name: str, values: Sequence[object]) -> Iterator[Fields]:
        for index, one in enumerate(values):
            if one is None:
                continue
            if not isinstance(one, dict):
                raise DecodeError(f"{self.place(name)}[{index}]", "expected an object")
            yield Fields(one, name, self, index)

    def _words(self, name: str) -> str | None:
        value = self.data.get(name)
        if value is None:
            return None
        if isinstance(value, str):
            return None if not value or value.isspace() else value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _digits(value, self.place(name))
        if self.raw(name) is None:
            return None
        raise DecodeError(self.place(name), "expected text")


@cache
def _spellings(kind: type[E]) -> dict[str, E]:
    return {one.value.casefold(): one for one in kind}


def _digits(value: float, where: str) -> str:
    try:
        return str(value)
    except ValueError:
        # the interpreter refuses to write out integers of thousands of digits
        raise DecodeError(where, "number out of range") from None


def read_day(value: object) -> date | None:
    """`2026-09-10`, `2026-09-10T00:00:00.000Z`; None when it cannot be read."""
    match = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        return None if match is None else date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def read_moment(value: str) -> datetime | None:
    """A time stamp as aware UTC, which is meant where no zone is stated; None when it cannot be read."""
    try:
        found = datetime.fromisoformat(value.strip())
        if found.tzinfo is UTC:
            return found
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_clock(value: object) -> time | None:
    """Wall-clock time: `09:30`, `10:00:00`, `09:00:00Z`. A zone on it is not meant, as publishers show.

    `24:00` is the midnight that ends a day. None when it cannot be read.
    """
    match = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if (hour, minute, second) == (24, 0, 0):
        hour = 0
    try:
        return time(hour, minute, second)
    except ValueError:
        return None
