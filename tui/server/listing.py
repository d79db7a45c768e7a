"""One collection, ready to be listed, filtered and searched, whatever its size."""

from __future__ import annotations

import threading
import unicodedata
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property

from .records import Record

SEARCHED = frozenset({"name", "alternate_name", "title", "description", "department", "city", "identifier", "role"})
"""Fields whose text is searched, at any depth of the full form."""

_VARIANTS = (("ä", "æ"), ("ö", "ø"), ("ae", "a"), ("æ", "a"), ("oe", "o"), ("ø", "o"), ("aa", "a"), ("å", "a"))
_REMEMBERED = 32


def fold(text: str) -> str:
    """Text as it is compared in a search: Tromsø, tromso and Tromsoe are one; so are Ås, ås and aas."""
    said = unicodedata.normalize("NFC", text).casefold()
    for written, folded in _VARIANTS:
        said = said.replace(written, folded)
    return "".join(letter for letter in unicodedata.normalize("NFKD", said) if not unicodedata.combining(letter))


def summary(record: Record) -> Record:
    """The list form: without arrays, here and in what is nested one to one (as HSDS lists are)."""
    return {
        key: summary(value) if isinstance(value, dict) else value
        for key, value in record.items()
        if not isinstance(value, list | tuple)
    }


class Listing:
    """The records of a collection by name, then id. What filters need is computed when first asked for."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.records: tuple[Record, ...] = tuple(sorted(records, key=_order))
        self._positions = {str(record["id"]): position for position, record in enumerate(self.records)}
        self._remembered: OrderedDict[tuple[datetime | None, str], tuple[int, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self.records)

    def get(self, id_: str) -> Record | None:
        position = self._positions.get(id_)
        return None if position is None else self.records[position]

    def select(self, modified_after: datetime | None = None, search: str = "") -> Sequence[int]:
        """Positions of the records modified on or after a moment (aware) that hold every word of `search`.

        With a moment they come by last_modified and id: a reader asks for the first page again and again, each time
        from the last moment it saw, and misses nothing whatever changes meanwhile.
        """
        folded = fold(search).strip()
        if modified_after is None and not folded:
            return range(len(self.records))
        key = (modified_after, folded)
        with self._lock:
            if key in self._remembered:
                self._remembered.move_to_end(key)
                return self._remembered[key]
        positions: Sequence[int] = range(len(self.records))
        if modified_after is not None:
            positions = self._by_time[1][bisect_left(self._by_time[0], modified_after) :]
        terms = folded.split()
        found = tuple(at for at in positions if all(term in self._texts[at] for term in terms)) if terms else positions
        with self._lock:
            self._remembered[key] = tuple(found)
            while len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
        return found

    @cached_property
    def _by_time(self) -> tuple[list[datetime], list[int]]:
        """Moments in order, equal ones by id, and the positions that go with them."""
        found = sorted(
            (datetime.fromisoformat(record["last_modified"]), str(record["id"]), position)
            for position, record in enumerate(self.records)
        )
        return [moment for moment, _, _ in found], [position for _, _, position in found]

    @cached_property
    def _texts(self) -> list[str]:
        return [fold("\n".join(_searched(record))) for record in self.records]


def _order(record: Record) -> tuple[str, str]:
    name = record.get("name") or record.get("title") or record.get("service", {}).get("name", "")
    return str(name).casefold(), str(record["id"])


def _searched(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str):
                if key in SEARCHED:
                    yield inner
            else:
                yield from _searched(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _searched(inner)
