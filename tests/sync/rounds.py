"""One sync after another against a source in memory, into a real file."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

from tests.sync.fakes import Clock, FakeSource
from tui.domain.freshness import Collection, CollectionState
from tui.domain.persons import Persons
from tui.storage.book.book import Book
from tui.storage.reader import Reader
from tui.sync.engine import Syncer
from tui.sync.events import CollectionDone, CollectionFailed, Event, Finished


@dataclass
class Rounds:
    """A copy, its source, and what was told."""

    path: Path
    source: FakeSource = field(default_factory=FakeSource)
    clock: Clock = field(default_factory=Clock)
    fingerprint: str = "f"
    persons: Persons = Persons.FULL
    events: list[Event] = field(default_factory=list)
    cancelled: threading.Event = field(default_factory=threading.Event)
    book: Book | None = None

    def sync(
        self, *, full: bool = False, only: frozenset[Collection] | None = None, accept_deletes: bool = False
    ) -> Finished:
        self.events.clear()
        self.source.asked.clear()
        syncer = Syncer(
            cache=self.path,
            source=self.source,
            clock=self.clock,
            fingerprint=self.fingerprint,
            persons=self.persons,
            book=self.book,
        )
        return syncer.run(self.events.append, self.cancelled, full=full, only=only, accept_deletes=accept_deletes)

    def outcome(self, collection: Collection, finished: Finished) -> CollectionDone | CollectionFailed:
        return next(one for one in finished.outcomes if one.collection is collection)

    def partners(self, *, full: bool = True, accept_deletes: bool = False) -> CollectionDone:
        """Sync partners alone, which must work out."""
        done = self.outcome(
            Collection.PARTNERS,
            self.sync(full=full, only=frozenset({Collection.PARTNERS}), accept_deletes=accept_deletes),
        )
        assert isinstance(done, CollectionDone)
        return done

    def refused(self, *, full: bool = True) -> CollectionFailed:
        """Sync partners alone, which must fail."""
        failed = self.outcome(Collection.PARTNERS, self.sync(full=full, only=frozenset({Collection.PARTNERS})))
        assert isinstance(failed, CollectionFailed)
        return failed

    def ids(self) -> list[str]:
        """Partners in the copy."""
        reader = Reader.open(self.path)
        try:
            return sorted(row.id for row in reader.partners().window(0, 10**6))
        finally:
            reader.close()

    def state(self, collection: Collection) -> CollectionState:
        reader = Reader.open(self.path)
        try:
            return next(one for one in reader.states() if one.collection is collection)
        finally:
            reader.close()


def content(path: Path) -> tuple[object, ...]:
    """All that is visible, without times."""
    reader = Reader.open(path)
    try:
        rows = tuple(reader.partners().window(0, 10**6))
        values = tuple(reader.partner(row.id) for row in rows)
        return (rows, values, reader.hours(), reader.agreements(), tuple(state.rows for state in reader.states()))
    finally:
        reader.close()
