"""Which of the rows on screen have changes that nobody looked at, and which somebody wrote about."""

from __future__ import annotations

from ..domain.review import RecordRef
from ..storage.book.book import Book

WRITTEN = '"'
"""Marks a row with a note, a point to raise or a question on its record (see `widgets.signs`)."""


class News:
    """Asks the book once for each row that is drawn, and again when anything in the book is another."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._version: int | None = None
        self._partners: dict[str, int] = {}
        self._records: dict[tuple[RecordRef, ...], int] = {}
        self._written: frozenset[RecordRef] | None = None

    def _follow(self) -> None:
        version = self._book.version()
        if version != self._version:
            self._version = version
            self._partners.clear()
            self._records.clear()
            self._written = None

    def of_partner(self, id: str) -> int:  # noqa: A002 - the word of the contract
        """Changes that concern a partner."""
        self._follow()
        if id not in self._partners:
            self._partners[id] = self._book.unreviewed_partners([id]).get(id, 0)
        return self._partners[id]

    def of(self, *records: RecordRef) -> int:
        """Changes of these records together."""
        self._follow()
        if records not in self._records:
            self._records[records] = sum(self._book.unreviewed_records(records).values())
        return self._records[records]

    def written(self) -> frozenset[RecordRef]:
        """Records with a note, a point to raise or a question on them."""
        self._follow()
        if self._written is None:
            self._written = self._book.written_on()
        return self._written

    def titled(self, ref: RecordRef, title: str) -> str:
        """A title with its sign where something is written on the record."""
        return f"{WRITTEN} {title}" if ref in self.written() else title
