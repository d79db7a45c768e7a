"""Changes as a list that is read by window: topic by topic, the newest first in each.

Without a filter a row is found by its place within the topic, so that a list of any length opens at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...domain.review import Change, Since, SinceKind, TopicCount, Window
from ...domain.values import dataclass
from ..moments import to_micros
from .file import BookFile
from .history import COLUMNS, FLOOR, TOPICS, change_of, units_of

_FROM = "FROM history h JOIN unit u ON u.id = h.unit"


def bound(file: BookFile, since: Since) -> int:
    """The line after which a list begins."""
    match since.kind:
        case SinceKind.START:
            return 0
        case SinceKind.REVIEW:
            return file.number(f"SELECT {FLOOR}")
        case SinceKind.BASELINE:
            return file.number("SELECT seq FROM baseline WHERE id = ?", since.baseline)
        case SinceKind.MOMENT:
            # After a clock that went back more is shown than was asked for, never less.
            found = file.rows("SELECT min(seq) FROM history WHERE at >= ?", to_micros(since.moment) or 0)
            first = found[0][0] if found else None
            return file.number("SELECT max(seq) FROM history") if first is None else first - 1


def narrowing(window: Window, row: str = "") -> tuple[str, tuple[object, ...]]:
    """What a line must be besides to be of the partner or record of a window; `row` stands before its columns."""
    if window.record is not None:
        units, given = units_of(window.record)
        return f" AND {row}unit IN ({units})", given
    if window.partner is not None:
        return f" AND {row}seq IN (SELECT seq FROM about WHERE partner_id = ?)", (window.partner,)
    return "", ()


@dataclass(frozen=True, slots=True)
class _Part:
    """One topic of a list."""

    topic: int
    total: int
    top: int
    """Place of its newest row, where the list is found by places."""


class Changes:
    """The changes of one window (a `Rows[Change]`). They follow the book: after every change of it they are new."""

    def __init__(self, file: BookFile, window: Window) -> None:
        self._file = file
        self.shown = window
        self._of_all = window.partner is None and window.record is None
        self._version: int | None = None
        self._follow()

    def _follow(self) -> None:
        version = self._file.version()
        if version != self._version:
            self._version = version
            self._after = bound(self._file, self.shown.since)
            self._floor = self._file.number(f"SELECT {FLOOR}")
            self.newest = self._file.number("SELECT max(seq) FROM history")
            """The latest line there was when this was read: what came later was not in view."""
            self._parts = [self._part(number) for number in range(len(TOPICS))]
            self._starts = [sum(one.total for one in self._parts[:at]) for at in range(len(TOPICS))]

    @property
    def topics(self) -> tuple[TopicCount, ...]:
        """How much there is under each heading that has anything, in order."""
        self._follow()
        return tuple(
            TopicCount(topic=TOPICS[one.topic], total=one.total, open=self._open(one.topic))
            for one in self._parts
            if one.total
        )

    def __len__(self) -> int:
        self._follow()
        return sum(one.total for one in self._parts)

    def window(self, first: int, size: int) -> Sequence[Change]:
        """The rows `first .. first + size - 1`, fewer at the end."""
        self._follow()
        found: list[Change] = []
        first, last = max(first, 0), max(first, 0) + max(size, 0)
        for start, part in zip(self._starts, self._parts, strict=True):
            low, high = max(first - start, 0), min(last - start, part.total)
            if low < high:
                found += self._rows(part, low, high - low)
        return found

    def index_of(self, key: str) -> int | None:
        """Where a change stands, by its `key`."""
        self._follow()
        found = self._file.rows("SELECT seq, topic, place, open FROM history WHERE seq = ?", int(key))
        if not found or found[0][0] <= self._after:
            return None
        seq, topic, place, open_ = (int(one) for one in found[0])
        part = self._parts[topic]
        if self._of_all and not self.shown.unreviewed:
            return self._starts[topic] + part.top - place
        table, condition, values = self._filtered(topic)
        if self.shown.unreviewed and not (open_ and seq > self._floor):
            return None
        if not self._file.rows(f"SELECT 1 FROM {table} WHERE {condition} AND seq = ?", *values, seq):
            return None
        return self._starts[topic] + self._file.number(
            f"SELECT count(*) FROM {table} WHERE {condition} AND seq > ?",
            *values,
            seq,
        )

    def _part(self, topic: int) -> _Part:
        if not self._of_all or self.shown.unreviewed:
            if self._of_all and self._after <= self._floor:
                return _Part(topic, self._open(topic), 0)
            table, condition, values = self._filtered(topic)
            total = self._file.number(f"SELECT count(*) FROM {table} WHERE {condition}", *values)
            return _Part(topic, total, 0)
        newest = "SELECT place FROM history WHERE topic = ? AND seq <= ? ORDER BY seq DESC LIMIT 1"
        top = self._file.number(newest, topic, self.newest)
        return _Part(topic, top - self._file.number(newest, topic, self._after), top)

    def _filtered(self, topic: int) -> tuple[str, str, list[object]]:
        """Table, condition and its values for the rows of a topic that the filter lets through."""
        table, condition = "history", "topic = ?"
        values: list[object] = [topic]
        if self.shown.record is not None:
            units, given = units_of(self.shown.record)
            table, condition = "history INDEXED BY history_unit", f"unit IN ({units}) AND topic = ?"
            values = [*given, topic]
        elif self.shown.partner is not None:
            table, condition, values = "about", "partner_id = ? AND topic = ?", [self.shown.partner, topic]
        if self.shown.unreviewed:
            condition += " AND open"
        after = max(self._after, self._floor) if self.shown.unreviewed else self._after
        return table, f"{condition} AND seq > ?", [*values, after]

    def _open(self, topic: int) -> int:
        """Of the rows in view, those not looked at."""
        if self._of_all and self._after <= self._floor:
            return self._file.number("SELECT open FROM tally WHERE topic = ?", topic)
        table, condition, values = self._filtered(topic)
        return self._file.number(
            f"SELECT count(*) FROM {table} WHERE {condition} AND open AND seq > ?",
            *values,
            self._floor,
        )

    def _rows(self, part: _Part, first: int, size: int) -> list[Change]:
        if self._of_all and not self.shown.unreviewed:
            high = part.top - first
            question = (
                f"SELECT {COLUMNS} {_FROM} WHERE h.topic = ? AND h.place > ? AND h.place <= ? ORDER BY h.place DESC"
            )
            return [change_of(row) for row in self._file.rows(question, part.topic, high - size, high)]
        table, condition, values = self._filtered(part.topic)
        question = (
            f"SELECT {COLUMNS} {_FROM} WHERE h.seq IN (SELECT seq FROM {table} WHERE {condition}"
            " ORDER BY seq {order} LIMIT ? OFFSET ?) ORDER BY h.seq DESC"
        )
        if first > part.total // 2:  # from whichever end is nearer
            order, first = "ASC", part.total - first - size
        else:
            order = "DESC"
        return [change_of(row) for row in self._file.rows(question.format(order=order), *values, size, first)]
