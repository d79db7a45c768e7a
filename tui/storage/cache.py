"""The local copy as a sync writes it. Every method that changes something is one transaction under the write lock."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ..domain.errors import Busy, CacheBroken, SyncError
from ..domain.freshness import Collection
from . import books, staging
from .books import Book, Run
from .database import WRITE_LOCK, identity, open_writer, translated
from .filelock import FileLock
from .incoming import Changeset, IncomingRecord, Page
from .moments import to_micros
from .promotion import Counts, promote
from .staging import Absences

PAGES_IN_MEMORY = 64 * 1024
"""Page cache of the writer, in KiB: a promotion touches much of the file."""


class Cache:
    """The one writing connection of a sync, for one thread.

    Every method may raise CacheError, and those that take a Run raise Busy when another sync has taken it over.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._identity = identity(path)
        self._lock = FileLock(path.parent / WRITE_LOCK)

    @classmethod
    def open(cls, path: Path) -> Cache:
        """Raises CacheForeign, CacheReadOnly, CacheTooNew, CacheBroken."""
        cache = cls(path, open_writer(path))
        cache._connection.execute(f"PRAGMA cache_size=-{PAGES_IN_MEMORY}")
        with cache.transaction() as connection:
            books.ensure(connection)
        return cache

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction under the lock that all writers of this folder share."""
        connection = self._connection
        with self._lock, translated(self.path):
            if identity(self.path) != self._identity:
                raise CacheBroken(self.path, "the file was replaced or removed while it was in use")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # a full disk has rolled back already
                    connection.execute("ROLLBACK")
                raise

    def book(self, collection: Collection) -> Book:
        with translated(self.path):
            return books.read_book(self._connection, collection)

    def failed(self, collections: Iterable[Collection], error: SyncError, at: datetime) -> None:
        """Note an attempt that did not work out; what is visible stays."""
        with self.transaction() as connection:
            for collection in collections:
                books.write_attempt(connection, collection, at, error)

    def begin(self, collection: Collection, *, fingerprint: str, token: str | None, now: datetime) -> Run:
        """A crawl from the first page."""
        run = Run(
            collection=collection, fence=secrets.token_bytes(16), fingerprint=fingerprint, token=token, staged_at=now
        )
        with self.transaction() as connection:
            books.forget_run(connection, collection)
            books.write_run(connection, run)
        return run

    def resume(self, run: Run) -> Run:
        """Take over an interrupted crawl. Pages may have moved in the pause, so it counts as drift."""
        taken = replace(run, fence=secrets.token_bytes(16), drift=True)
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

    def add_page(self, run: Run, page: Page, now: datetime) -> Run:
        """Stage a page, and where to go on, together."""
        with self._owned(run) as connection:
            return staging.add_page(connection, run, page, now)

    def next_pass(self, run: Run, now: datetime) -> Run:
        """Read the pages once more, keeping what was seen."""
        with self._owned(run) as connection:
            return staging.next_pass(connection, run, now)

    def absences(self, run: Run) -> Absences:
        """What the crawl did not show, for somebody to decide about."""
        with translated(self.path):
            return staging.absences(self._connection, run)

    def stage(self, run: Run, records: Sequence[IncomingRecord]) -> None:
        """Stage records that were asked for one by one."""
        with self._owned(run) as connection:
            staging.put(connection, run.collection, run.number, records)

    def promote(self, run: Run, deleted: Sequence[str], *, now: datetime, full_due: datetime) -> Counts:
        """Make a crawl visible, in one transaction."""
        with self._owned(run) as connection:
            name = run.collection.value
            book = books.read_book(connection, run.collection)
            first = book.generation == 0
            counts = promote(connection, run.collection, deleted, at=_micros(now), first=first)
            connection.execute("DELETE FROM rejected WHERE collection = ? AND pass IS NULL", (name,))
            connection.execute("UPDATE rejected SET pass = NULL WHERE collection = ?", (name,))
            connection.execute(
                "UPDATE collection SET fingerprint = ?, token = ?, full_at = ?, full_due = ? WHERE name = ?",
                (run.fingerprint, run.token, _micros(now), _micros(full_due), name),
            )
            _close_books(connection, run.collection, counts, now)
            books.forget_run(connection, run.collection)
        return counts

    def apply(
        self,
        changes: Mapping[Collection, Changeset],
        earlier: Mapping[Collection, Counts],
        *,
        token: str,
        whole: bool,
        now: datetime,
    ) -> dict[Collection, Counts]:
        """Make what the change feed told visible, with the new position, in one transaction for all collections.

        Not `whole`: more is to come, and the check is not complete yet. `earlier` is what came before in this sync.
        """
        with self.transaction() as connection:
            counts = {}
            for one, changeset in changes.items():
                counts[one] = _apply(connection, one, changeset, now).plus(earlier.get(one, Counts()))
                _close_books(connection, one, counts[one], now if whole else None)
            connection.executemany(
                "UPDATE collection SET token = ? WHERE name = ?", [(token, one.value) for one in changes]
            )
        return counts

    def tidy(self) -> None:
        """Bring the write-ahead log into the file and empty it; removed persons stay in neither."""
        with self._lock, translated(self.path):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _micros(moment: datetime) -> int:
    value = to_micros(moment)
    assert value is not None  # noqa: S101 - only None gives None
    return value


def _apply(connection: sqlite3.Connection, collection: Collection, changeset: Changeset, now: datetime) -> Counts:
    books.forget_run(connection, collection)
    staging.put(connection, collection, 1, changeset.records)
    counts = promote(connection, collection, changeset.deleted, at=_micros(now), first=False)
    understood = [(collection.value, one.id) for one in changeset.records]
    settled = understood + [(collection.value, one) for one in changeset.deleted]
    connection.executemany("DELETE FROM rejected WHERE collection = ? AND id = ?", settled)
    staging.set_aside(connection, collection, None, changeset.rejected)
    books.forget_run(connection, collection)
    return counts


def _close_books(
    connection: sqlite3.Connection, collection: Collection, counts: Counts, completed: datetime | None
) -> None:
    """State after a promotion, of a complete check where `completed` says when. The generation moves with the rows."""
    name = collection.value
    at = to_micros(completed)
    (records,) = connection.execute("SELECT count(*) FROM record WHERE collection = ?", (name,)).fetchone()
    rows = records
    if collection is Collection.HOURS:  # what people count are the sessions
        (rows,) = connection.execute("SELECT count(*) FROM office_hours").fetchone()
    connection.execute(
        "UPDATE collection SET generation = generation + (generation = 0 OR (SELECT count(*) FROM touched)"
        " + (SELECT count(*) FROM gone) > 0), records = ?, rows = ?, completed_at = coalesce(?, completed_at),"
        " attempted_at = coalesce(?, attempted_at), error = CASE WHEN ? THEN NULL ELSE error END,"
        " added = ?, changed = ?, removed = ?,"
        " rejected = (SELECT count(*) FROM rejected WHERE collection = ? AND pass IS NULL)"
        " WHERE name = ?",
        (records, rows, at, at, at is not None, counts.added, counts.changed, counts.removed, name, name),
    )
