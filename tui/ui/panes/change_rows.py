"""The rows of the changes pane: changes under their headings, then what is gone, and what nobody could check."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from ...domain.freshness import CollectionState
from ...domain.review import Change, Gone
from ...domain.values import dataclass
from ...present import changes as words
from ...storage.book.listing import Changes

DIGITS = 18
"""Of the longest number a change can have."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What the rows below it have in common."""

    key: str
    words: str


Entry = Heading | Change | Gone | CollectionState


def entry_key(entry: Entry) -> str:
    match entry:
        case Change():
            return entry.key
        case Heading():
            return f"heading|{entry.key}"
        case Gone():
            return f"gone|{entry.ref.kind}|{entry.ref.source_id}|{entry.ref.record_id}"
        case CollectionState():
            return f"unchecked|{entry.collection}"


class ChangeRows:
    """Read by window like the changes themselves; the rest is short. As it stood when it was made."""

    def __init__(self, changes: Changes, gone: Sequence[Gone], unchecked: Sequence[CollectionState]) -> None:
        self.changes = changes
        self.topics = changes.topics
        self._headings: list[tuple[int, Heading]] = []
        at = 0
        for one in self.topics:
            self._headings.append((at, Heading(one.topic.value, words.heading(one))))
            at += 1 + one.total
        self._end = at
        """Where what is no change begins."""
        self._tail: list[Entry] = []
        for heading, rows in (
            (Heading("gone", words.gone_heading(len(gone))), gone),
            (Heading("unchecked", words.not_checked_heading()), unchecked),
        ):
            if rows:
                self._headings.append((at + len(self._tail), heading))
                self._tail += [heading, *rows]
        self._of_tail = {entry_key(one): at + number for number, one in enumerate(self._tail)}

    def __len__(self) -> int:
        return self._end + len(self._tail)

    @property
    def complete(self) -> bool:
        return True

    def read_on(self) -> None:
        """Nothing is missing."""

    @property
    def open(self) -> int:
        """Changes in view that nobody looked at."""
        return sum(one.open for one in self.changes.topics)

    def window(self, first: int, size: int) -> Sequence[Entry]:
        found: list[Entry] = []
        last = first + size
        for number, (topic, (at, heading)) in enumerate(zip(self.topics, self._headings, strict=False), start=1):
            if first <= at < last:
                found.append(heading)
            low, high = max(first, at + 1), min(last, at + 1 + topic.total)
            if low < high:
                found += self.changes.window(low - number, high - low)
        if last > self._end:
            found += self._tail[max(first - self._end, 0) : last - self._end]
        return found

    def index_of(self, key: str) -> int | None:
        if not (key.isascii() and key.isdecimal() and len(key) <= DIGITS):
            return self._of_tail.get(key)
        place = self.changes.index_of(key)
        if place is None:
            return None
        for number, (topic, (at, _heading)) in enumerate(zip(self.topics, self._headings, strict=False), start=1):
            if place + number <= at + topic.total:
                return place + number
        return None

    def above(self, index: int) -> Heading | None:
        """The heading a row stands under, however far up."""
        found = bisect_right(self._headings, index, key=lambda one: one[0])
        return self._headings[found - 1][1] if found else None
