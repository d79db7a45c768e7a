"""The local copy as a sync writes it. Every method that changes something is one transaction under the write lock."""

from __future__ import annotations

import random
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ..domain.errors import Busy, CacheBroken, SyncError
from ..domain.freshness import Collection
from ..domain.notes import Finding
from . import books, heap, notes, staging, verify
from .books import Book, Kind, Run
from .database import BUSY_MILLISECONDS, WRITE_LOCK, begin, identity, open_writer, translated
from .filelock import FileLock
from .heap import Absences
from .incoming import CollectedRecord, IncomingRecord, Page
from .moments import from_micros
from .notes import Memory, Patience
from .promotion import Counts
from .steps import Step, refresh, take
from .verify import Bad

PAGES_IN_MEMORY = 4 * 1024
"""Page cache of a promotion, in KiB, and what it sorts at once. What is only appended needs less."""

KEPT_FREE = 1 << 20
"""Free bytes the file may keep for the next sync."""
PIECE = 1 << 24
"""Bytes given back to the file system at a time."""
_INCREMENTAL = 2


class Cache:
    """The one writing connection of a sync, for one thread.

    Every method may raise CacheError, and those that take a Run raise Busy when another sync has taken it over.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._identity = identity(path)
        self._lock = FileLock(path.parent / WRITE_LOCK)
        self._holder: str | None = None

    @classmethod
    def open(cls, path: Path) -> Cache:
        """Raises CacheForeign, CacheReadOnly, CacheTooNew, CacheBroken."""
        cache = cls(path, open_writer(path))
        try:
            with cache.transaction() as connection:
                books.ensure(connection)
        except BaseException:
            cache.close()
            raise
        return cache

    def close(self) -> None:
        """The last connection to leave empties the write-ahead log, alone: SQLite lets nobody else in meanwhile."""
        self._connection.close()

    def claim(self) -> None:
        """Become the one sync that writes: whoever claimed earlier gets Busy at its next write."""
        holder = secrets.token_hex(16)
        with self.transaction() as connection:
            notes.write(connection, notes.HOLDER, holder)
        self._holder = holder

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction under the lock that all writers of this folder share. Raises Busy once overtaken."""
        connection = self._connection
        with self._lock, translated(self.path):
            if identity(self.path) != self._identity:
                raise CacheBroken(self.path, "the file was replaced or removed while it was in use")
            begin(connection)
            try:
                self._check_holder(connection)
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # a full disk has rolled back already
                    connection.execute("ROLLBACK")
                raise

    def _check_holder(self, connection: sqlite3.Connection) -> None:
        if self._holder is not None and notes.read(connection, notes.HOLDER) != self._holder:
            raise Busy

    def book(self, collection: Collection) -> Book:
        with translated(self.path):
            return books.read_book(self._connection, collection)

    def live(self, collection: Collection) -> int:
        """How many records of the source are visible."""
        with translated(self.path):
            found = self._connection.execute("SELECT count(*) FROM record WHERE collection = ?", (collection.value,))
            return int(found.fetchone()[0])

    def recall(self) -> Memory | None:
        """What was learned of the source."""
        with translated(self.path):
            return notes.read_memory(self._connection)

    def remember(self, memory: Memory | None) -> None:
        """Keep what was learned of the source; None forgets it."""
        with self.transaction() as connection:
            notes.write_memory(connection, memory)

    def patience(self) -> Patience | None:
        """Until when the source asked for patience, if it ever did."""
        with translated(self.path):
            return notes.read_patience(self._connection)

    def wait(self, patience: Patience) -> None:
        """Keep what the source asked for, so that every instance that uses this copy honours it."""
        with self.transaction() as connection:
            notes.write_patience(connection, patience)

    def failed(self, collections: Iterable[Collection], error: SyncError, at: datetime) -> None:
        """Note an attempt that did not work out; what is visible stays."""
        with self.transaction() as connection:
            for collection in collections:
                books.write_attempt(connection, collection, at, error)

    def begin(
        self,
        collection: Collection,
        *,
        fingerprint: str,
        token: str | None,
        now: datetime,
        kind: Kind = Kind.FULL,
        since: datetime | None = None,
    ) -> Run:
        """A run from the first page; `since` is where a walk or delta begins (aware)."""
        run = Run(
            collection=collection,
            fence=secrets.token_bytes(16),
            fingerprint=fingerprint,
            token=token,
            started_at=now,
            staged_at=now,
            kind=kind,
            since=since,
        )
        with self.transaction() as connection:
            books.forget_run(connection, collection)
            books.write_run(connection, run)
        return run

    def resume(self, run: Run) -> Run:
        """Take over an interrupted run. Pages that are still to come may have moved in the pause: that is drift."""
        drift = run.drift or not (run.read or run.kind is Kind.WALK)
        taken = replace(run, fence=secrets.token_bytes(16), drift=drift)
        with self.transaction() as connection:
            books.write_run(connection, taken)
        return taken

    def forget(self, collection: Collection) -> None:
        """Drop the crawl under way; what is visible stays."""
        with self.transaction() as connection:
            books.forget_run(connection, collection)

    @contextmanager
    def _owned(self, run: Run) -> Iterator[sqlite3.Connection]:
        with self.transaction() as connection:
            (fence,) = connection.execute(
                "SELECT run FROM collection WHERE name = ?", (run.collection.value,)
            ).fetchone()
            if fence != run.fence:
                raise Busy
            yield connection

    def add_pages(self, run: Run, pages: Iterable[Page], now: datetime) -> Run:
        """Store pages, and where to go on, together."""
        with self._owned(run) as connection:
            return staging.add_pages(connection, run, pages, now)

    def next_pass(self, run: Run, now: datetime) -> Run:
        """Read the pages once more, keeping what was seen."""
        with self._owned(run) as connection:
            return staging.next_pass(connection, run, now)

    def absences(self, run: Run) -> Absences:
        """What a whole reading did not show, for somebody to decide about."""
        with translated(self.path):
            return heap.absences(self._connection, run, staging.rejected(self._connection, run))

    def add(self, run: Run, records: Sequence[IncomingRecord]) -> None:
        """Add records to a whole reading that were asked for one by one."""
        with self._owned(run) as connection:
            heap.add(connection, run.collection, run.number, records)

    def rejected(self, run: Run) -> int:
        """How many records the run set aside."""
        with translated(self.path):
            return staging.rejected(self._connection, run)

    def latest(self, run: Run) -> datetime | None:
        """When the latest staged record was modified, by the source; None where one of them does not say."""
        with translated(self.path):
            return from_micros(staging.latest(self._connection, run))

    def promote(self, steps: Sequence[Step], now: datetime) -> dict[Collection, Counts]:
        """Make everything that was read visible, in one transaction: who looks sees all of it or nothing.

        A step whose run or position another sync has taken over changes nothing and is missing in the answer.
        """
        done: dict[Collection, Counts] = {}
        self._connection.execute(f"PRAGMA cache_size=-{PAGES_IN_MEMORY}")
        with self.transaction() as connection:
            for step in steps:
                done |= take(connection, step, now)
        return done

    def refresh(self, record: CollectedRecord, fingerprint: str, now: datetime) -> Finding:
        """What one record asked for alone shows; made visible where the copy is of the same source and reading.

        A crawl under way brings it with the rest.
        """
        with self.transaction() as connection:
            return refresh(connection, record, fingerprint, now)

    def sample(self, collections: Iterable[Collection]) -> tuple[Bad, ...]:
        """Look at some stored records; those that are bad are replaced by the next sync."""
        choice = random.Random()  # noqa: S311 - nobody is kept from guessing
        with translated(self.path):
            bad = tuple(one for each in collections for one in verify.sample(self._connection, each, choice))
        if bad:
            with self.transaction() as connection:
                verify.mark(connection, bad)
        return bad

    def tidy(self) -> None:
        """Bring the write-ahead log into the file and empty it; removed persons stay in neither.

        What was staged leaves its room to the file system, a piece at a time, so that others get their turn. A reader
        that is looking keeps the log a while longer: nobody waits for it here.
        """
        while self._shrunk():
            pass
        with self._lock, translated(self.path):
            self._connection.execute("PRAGMA busy_timeout=0")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")

    def _shrunk(self) -> bool:
        """Give back some free pages; whether there are more than are worth keeping."""
        with self._lock, translated(self.path):
            (incremental,) = self._connection.execute("PRAGMA auto_vacuum").fetchone()
            if incremental != _INCREMENTAL:  # a file from before: once only
                self._connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
                self._connection.execute("VACUUM")
            (free,) = self._connection.execute("PRAGMA freelist_count").fetchone()
            (size,) = self._connection.execute("PRAGMA page_size").fetchone()
            more = free - KEPT_FREE // size
            if more <= 0:
                return False
            # a page goes with every step of this statement, which has no rows to fetch: `execute` would take one step
            self._connection.executescript(f"PRAGMA incremental_vacuum({min(PIECE // size, more)})")
            return True
