"""Bookkeeping of the collections: how complete, how old, and the crawl under way."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from ..domain.errors import SyncError
from ..domain.freshness import Collection, CollectionState
from .codec import decode_error, encode_error
from .moments import from_micros, to_micros


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A crawl under way. Whoever holds another `fence` than the stored one has lost it."""

    collection: Collection
    fence: bytes
    fingerprint: str
    token: str | None
    """Position of the change feed before the first page was read."""
    staged_at: datetime
    """When its last page was stored (aware, UTC)."""
    cursor: str | None = None
    number: int = 1
    """Which pass over the pages this is."""
    drift: bool = False
    """The pages moved while they were read."""
    total: int | None = None
    seen: int = 0
    """Distinct records of this pass, rejected ones included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What is known of one collection between two syncs."""

    collection: Collection
    generation: int
    """Counts how often the visible copy was switched; 0: never."""
    records: int
    completed_at: datetime | None
    fingerprint: str | None
    """Of the source and the reading of it that the copy was made with."""
    token: str | None
    full_at: datetime | None
    full_due: datetime | None
    """When the whole collection must be read again at the latest."""
    run: Run | None


def ensure(connection: sqlite3.Connection) -> None:
    """A row for every collection."""
    connection.executemany("INSERT OR IGNORE INTO collection (name) VALUES (?)", [(one.value,) for one in Collection])


def read_book(connection: sqlite3.Connection, collection: Collection) -> Book:
    (generation, records, completed_at, fingerprint, token, full_at, full_due, *run) = connection.execute(
        "SELECT generation, records, completed_at, fingerprint, token, full_at, full_due,"
        " run, run_fingerprint, run_token, staged_at, cursor, pass, drift, total, seen"
        " FROM collection WHERE name = ?",
        (collection.value,),
    ).fetchone()
    return Book(
        collection=collection,
        generation=generation,
        records=records,
        completed_at=from_micros(completed_at),
        fingerprint=fingerprint,
        token=token,
        full_at=from_micros(full_at),
        full_due=from_micros(full_due),
        run=_run(collection, *run),
    )


def _run(
    collection: Collection,
    fence: bytes | None,
    fingerprint: str,
    token: str | None,
    staged_at: int,
    cursor: str | None,
    number: int,
    drift: int,
    total: int | None,
    seen: int,
) -> Run | None:
    moment = from_micros(staged_at)
    if fence is None or moment is None:
        return None
    return Run(
        collection=collection,
        fence=fence,
        fingerprint=fingerprint,
        token=token,
        staged_at=moment,
        cursor=cursor,
        number=number,
        drift=bool(drift),
        total=total,
        seen=seen,
    )


def write_run(connection: sqlite3.Connection, run: Run) -> None:
    """Store a run as it is now, whoever had it before."""
    connection.execute(
        "UPDATE collection SET run = ?, run_fingerprint = ?, run_token = ?, staged_at = ?, cursor = ?, pass = ?,"
        " drift = ?, total = ?, seen = ? WHERE name = ?",
        (
            run.fence,
            run.fingerprint,
            run.token,
            to_micros(run.staged_at),
            run.cursor,
            run.number,
            int(run.drift),
            run.total,
            run.seen,
            run.collection.value,
        ),
    )


def forget_run(connection: sqlite3.Connection, collection: Collection) -> None:
    """Drop the crawl under way with everything it staged."""
    others = connection.execute("SELECT 1 FROM stage WHERE collection <> ? LIMIT 1", (collection.value,)).fetchone()
    if others:
        connection.execute("DELETE FROM stage WHERE collection = ?", (collection.value,))
    else:
        connection.execute("DELETE FROM stage")
    connection.execute("DELETE FROM rejected WHERE collection = ? AND pass IS NOT NULL", (collection.value,))
    connection.execute(
        "UPDATE collection SET run = NULL, run_fingerprint = NULL, run_token = NULL, staged_at = NULL, cursor = NULL,"
        " pass = 1, drift = 0, total = NULL, seen = 0 WHERE name = ?",
        (collection.value,),
    )


def write_attempt(
    connection: sqlite3.Connection, collection: Collection, at: datetime, error: SyncError | None
) -> None:
    """That the source was asked, and why it did not work out."""
    connection.execute(
        "UPDATE collection SET attempted_at = ?, error = ? WHERE name = ?",
        (to_micros(at), None if error is None else encode_error(error), collection.value),
    )


STATES = "SELECT name, rows, completed_at, attempted_at, error, added, changed, removed, rejected FROM collection"


def states_of(
    rows: list[tuple[str, int, int | None, int | None, str | None, int, int, int, int]],
) -> tuple[CollectionState, ...]:
    """One state per collection in their fixed order; a missing row is a collection never fetched."""
    known = {row[0]: row[1:] for row in rows}
    never = (0, None, None, None, 0, 0, 0, 0)
    found = []
    for one in Collection:
        count, completed, attempted, error, added, changed, removed, rejected = known.get(one.value, never)
        found.append(
            CollectionState(
                collection=one,
                rows=count,
                completed_at=from_micros(completed),
                attempted_at=from_micros(attempted),
                error=decode_error(error),
                added=added,
                changed=changed,
                removed=removed,
                rejected=rejected,
            )
        )
    return tuple(found)
