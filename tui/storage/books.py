"""Bookkeeping of the collections: how complete, how old, and the crawl under way."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from enum import StrEnum
from typing import Any

from ..domain.errors import SyncError
from ..domain.freshness import Collection, CollectionState
from ..domain.values import dataclass
from .codec import decode_error, encode_error
from .moments import from_micros, to_micros


class Kind(StrEnum):
    """How a run reads its collection."""

    FULL = "full"
    """Every page: what is not there may have been removed."""
    WALK = "walk"
    """What was modified since a moment, in the order of modification, always the first page."""
    DELTA = "delta"
    """What was modified since a moment, page by page: the pages may move meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A crawl under way. Whoever holds another `fence` than the stored one has lost it."""

    collection: Collection
    fence: bytes
    fingerprint: str
    token: str | None
    """Position of the change feed before the first page was read."""
    started_at: datetime
    """When it was begun, before its first page was asked for (aware, UTC). What it brings was so then, however often it
    was interrupted since: a page that came early knows nothing of what happened later."""
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
    kind: Kind = Kind.FULL
    since: datetime | None = None
    """Of a walk or delta: the moment it asks from (aware, UTC). A walk moves it on."""
    server_time: datetime | None = None
    """The server's own time at the first page (aware, UTC)."""
    etag: str | None = None
    """Validator of the whole collection."""
    read: bool = False
    """The last page was stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What is known of one collection between two syncs."""

    collection: Collection
    generation: int
    """Counts how often the visible copy was switched; 0: never."""
    records: int
    completed_at: datetime | None
    """When the last complete check began (`CollectionState.completed_at`)."""
    fingerprint: str | None
    """Of the source and the reading of it that the copy was made with."""
    token: str | None
    full_at: datetime | None
    """When the last complete reading was begun."""
    full_due: datetime | None
    """When the whole collection must be read again at the latest."""
    run: Run | None
    watermark: datetime | None = None
    """Everything modified before this moment is in the copy (server time); None where nobody can tell."""
    server_time: datetime | None = None
    """What the server's clock said when the copy was last brought up to date."""
    etag: str | None = None
    """Validator of exactly what is visible."""


def ensure(connection: sqlite3.Connection) -> None:
    """A row for every collection."""
    connection.executemany("INSERT OR IGNORE INTO collection (name) VALUES (?)", [(one.value,) for one in Collection])


_BOOK = (
    "generation, records, completed_at, fingerprint, token, full_at, full_due, watermark, server_time, etag,"
    " run, run_fingerprint, run_token, run_started, staged_at, cursor, pass, drift, total, seen, run_kind, run_since,"
    " run_server_time, run_etag, run_read"
)
_BOOK_COLUMNS = tuple(_BOOK.replace(" ", "").split(","))


def read_book(connection: sqlite3.Connection, collection: Collection) -> Book:
    found = connection.execute(
        f"SELECT {_BOOK} FROM collection WHERE name = ?",  # noqa: S608
        (collection.value,),
    ).fetchone()
    row = dict(zip(_BOOK_COLUMNS, found, strict=True))
    return Book(
        collection=collection,
        generation=row["generation"],
        records=row["records"],
        completed_at=from_micros(row["completed_at"]),
        fingerprint=row["fingerprint"],
        token=row["token"],
        full_at=from_micros(row["full_at"]),
        full_due=from_micros(row["full_due"]),
        run=_run(collection, row),
        watermark=from_micros(row["watermark"]),
        server_time=from_micros(row["server_time"]),
        etag=row["etag"],
    )


def _run(collection: Collection, row: dict[str, Any]) -> Run | None:
    started, staged = from_micros(row["run_started"]), from_micros(row["staged_at"])
    if row["run"] is None or started is None or staged is None:
        return None
    return Run(
        collection=collection,
        fence=row["run"],
        fingerprint=row["run_fingerprint"],
        token=row["run_token"],
        started_at=started,
        staged_at=staged,
        cursor=row["cursor"],
        number=row["pass"],
        drift=bool(row["drift"]),
        total=row["total"],
        seen=row["seen"],
        kind=Kind(row["run_kind"] or Kind.FULL),
        since=from_micros(row["run_since"]),
        server_time=from_micros(row["run_server_time"]),
        etag=row["run_etag"],
        read=bool(row["run_read"]),
    )


def write_run(connection: sqlite3.Connection, run: Run) -> None:
    """Store a run as it is now, whoever had it before."""
    connection.execute(
        "UPDATE collection SET run = ?, run_fingerprint = ?, run_token = ?, run_started = ?, staged_at = ?, cursor = ?,"
        " pass = ?, drift = ?, total = ?, seen = ?, run_kind = ?, run_since = ?, run_server_time = ?, run_etag = ?,"
        " run_read = ? WHERE name = ?",
        (
            run.fence,
            run.fingerprint,
            run.token,
            to_micros(run.started_at),
            to_micros(run.staged_at),
            run.cursor,
            run.number,
            int(run.drift),
            run.total,
            run.seen,
            run.kind.value,
            to_micros(run.since),
            to_micros(run.server_time),
            run.etag,
            int(run.read),
            run.collection.value,
        ),
    )


def forget_run(connection: sqlite3.Connection, collection: Collection) -> None:
    """Drop the crawl under way with everything it staged."""
    connection.execute(f"DELETE FROM heap_{collection.value}")  # noqa: S608
    connection.execute("DELETE FROM stage WHERE collection = ?", (collection.value,))
    connection.execute("DELETE FROM rejected WHERE collection = ? AND pass IS NOT NULL", (collection.value,))
    connection.execute(
        "UPDATE collection SET run = NULL, run_fingerprint = NULL, run_token = NULL, run_started = NULL,"
        " staged_at = NULL, cursor = NULL, pass = 1, drift = 0, total = NULL, seen = 0, run_kind = NULL,"
        " run_since = NULL, run_server_time = NULL, run_etag = NULL, run_read = 0 WHERE name = ?",
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


STATES = (
    "SELECT name, rows, completed_at, attempted_at, error, added, changed, removed, rejected, run IS NOT NULL"
    " FROM collection"
)


def states_of(
    rows: list[tuple[str, int, int | None, int | None, str | None, int, int, int, int, int]],
) -> tuple[CollectionState, ...]:
    """One state per collection in their fixed order; a missing row is a collection never fetched."""
    known = {row[0]: row[1:] for row in rows}
    never = (0, None, None, None, 0, 0, 0, 0, 0)
    found = []
    for one in Collection:
        count, completed, attempted, error, added, changed, removed, rejected, under_way = known.get(one.value, never)
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
                interrupted=bool(under_way),
            )
        )
    return tuple(found)
