"""A local copy and its book, side by side as real files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path

from tests.storage import copies
from tests.sync.fakes import Clock, agreement, hours, partner
from tui.api.source import Record
from tui.domain.agreement import Agreement
from tui.domain.freshness import Collection
from tui.domain.partner import Partner
from tui.storage.book.book import Book
from tui.storage.book.carry import Carried, carry
from tui.storage.reader import Reader


@dataclass
class Shelf:
    """`folder` is a place of its own for each."""

    folder: Path
    clock: Clock = field(default_factory=Clock)

    @property
    def copy(self) -> Path:
        return self.folder / "cache" / "default" / "cache.db"

    @property
    def path(self) -> Path:
        return self.folder / "data" / "default" / "book.db"

    @contextmanager
    def book(self) -> Iterator[Book]:
        with closing(Book(self.path, self.clock)) as book:
            yield book

    def load(self, collection: Collection, *records: Record, deleted: Sequence[str] = ()) -> None:
        copies.load(self.copy, collection, records, deleted)

    def change(self, collection: Collection, *records: Record, deleted: Sequence[str] = ()) -> Carried:
        """The source changed, and a sync brought it here."""
        copies.change(self.copy, collection, records, deleted)
        return self.carry()

    def carry(self) -> Carried:
        with self.book() as book, closing(Reader.open(self.copy)) as reader:
            return carry(reader, book)

    def wipe(self) -> None:
        shutil.rmtree(self.copy.parent)


def partner_of(record: Record) -> Partner:
    (value,) = record.values
    assert isinstance(value, Partner)
    return value


def agreement_of(record: Record) -> Agreement:
    (value,) = record.values
    assert isinstance(value, Agreement)
    return value


NAV, BRUA = partner("nav", "Nav", organization_number="974760673"), partner("brua", "Brua møteplass")


def language_cafe(
    key: str = "a", title: str = "Språkkafé", parties: tuple[str, ...] = ("nav", "brua"), **more: object
) -> Record:
    return agreement(key, title, parties=parties, **more)


def session(key: str = "h", host: str = "brua", provider: str = "nav") -> Record:
    return hours(
        key, service_name="Veiledning", host_id=host, provider_id=provider, dtstart=date(2026, 1, 6), opens_at=time(10)
    )
