"""Pages of a crawl on their way in: stored as they come, visible only after promotion."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from ..domain.freshness import Collection
from . import books, heap
from .books import Kind, Run
from .codec import encode_plain
from .incoming import IncomingRecord, IncomingRejected, Page, staged_rows

_UPSERT = (
    "INSERT INTO stage (collection, pass, id, body, hash, modified, name, sort, search, municipality_code, city,"
    " reachable) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (collection, id) DO UPDATE SET pass = excluded.pass, body = excluded.body, hash = excluded.hash,"
    " modified = excluded.modified, name = excluded.name, sort = excluded.sort, search = excluded.search,"
    " municipality_code = excluded.municipality_code, city = excluded.city, reachable = excluded.reachable"
)


def stage(
    connection: sqlite3.Connection, collection: Collection, number: int, records: Sequence[IncomingRecord]
) -> None:
    """Put records where they are found by their id; the latest version of one wins."""
    rows = [(collection.value, number, *row) for row in staged_rows(collection, records)]
    connection.executemany(_UPSERT, rows)


def set_aside(
    connection: sqlite3.Connection, collection: Collection, number: int | None, rejected: Sequence[IncomingRejected]
) -> None:
    """Note records that could not be understood; `number` None where they belong to the visible copy at once."""
    connection.executemany(
        "DELETE FROM rejected WHERE collection = ? AND id = ? AND pass IS ?",
        [(collection.value, one.id, number) for one in rejected if one.id is not None],
    )
    connection.executemany(
        "INSERT INTO rejected (collection, pass, id, place, detail) VALUES (?, ?, ?, ?, ?)",
        [(collection.value, number, one.id, one.where, one.detail) for one in rejected],
    )


def add_pages(connection: sqlite3.Connection, run: Run, pages: Iterable[Page], now: datetime) -> Run:
    """Store pages and move the cursor with them; a repeated id or another total is drift."""
    for page in pages:
        run = _add(connection, run, page, now)
    if run.read and run.kind is Kind.FULL and (again := heap.repeated(connection, run)):
        run = replace(run, drift=True, seen=run.seen - again)
    books.write_run(connection, run)
    return run


def _add(connection: sqlite3.Connection, run: Run, page: Page, now: datetime) -> Run:
    put = heap.add if run.kind is Kind.FULL else stage
    fresh, repeated = _new_here(connection, run, page)
    put(connection, run.collection, run.number, page.records)
    set_aside(connection, run.collection, run.number, page.rejected)
    moved = None not in (run.total, page.total) and run.total != page.total
    total = run.total if page.total is None else page.total
    if run.kind is Kind.WALK:  # the same record twice and another count are how a walk works
        repeated, moved = page.drift, False
        total = page.total if run.total is None else run.total  # of its first question: so many must have come
    return replace(
        run,
        cursor=page.cursor,
        drift=run.drift or repeated or moved,
        total=total,
        seen=run.seen + fresh,
        staged_at=now,
        since=page.since or run.since,
        server_time=run.server_time or page.server_time,
        etag=page.etag,
        read=page.cursor is None and (run.kind is not Kind.WALK or page.since is None),
    )


def _new_here(connection: sqlite3.Connection, run: Run, page: Page) -> tuple[int, bool]:
    """How many records of a page this pass had not seen, and whether it had seen one.

    Those of a whole reading are compared with each other once, at its end.
    """
    bad = {one.id for one in page.rejected if one.id is not None}
    nameless = sum(one.id is None for one in page.rejected)
    known_bad = _known(connection, run, "rejected", bad)
    fresh = len(bad) - known_bad + nameless
    repeated = len(bad) + nameless < len(page.rejected) or known_bad > 0
    if run.kind is Kind.FULL:
        return fresh + len(page.records), repeated
    ids = {record.id for record in page.records}
    known = _known(connection, run, "stage", ids)
    return fresh + len(ids) - known, repeated or len(ids) < len(page.records) or known > 0


def _known(connection: sqlite3.Connection, run: Run, where: str, ids: set[str]) -> int:
    if not ids:
        return 0
    (count,) = connection.execute(
        f"SELECT count(DISTINCT id) FROM {where} WHERE collection = ? AND pass = ?"  # noqa: S608
        " AND id IN (SELECT value FROM json_each(?))",
        (run.collection.value, run.number, encode_plain(list(ids))),
    ).fetchone()
    return int(count)


def next_pass(connection: sqlite3.Connection, run: Run, now: datetime) -> Run:
    """Begin again at the first page, keeping what was seen."""
    connection.execute("DELETE FROM rejected WHERE collection = ? AND pass IS NOT NULL", (run.collection.value,))
    changed = replace(
        run, cursor=None, number=run.number + 1, drift=False, total=None, seen=0, staged_at=now, read=False
    )
    books.write_run(connection, changed)
    return changed


def latest(connection: sqlite3.Connection, run: Run) -> int | None:
    """When the latest record that was read was modified; None where one of them does not say."""
    if run.kind is Kind.FULL:
        return heap.latest(connection, run)
    (moment, silent) = connection.execute(
        "SELECT max(modified), sum(modified IS NULL) FROM stage WHERE collection = ?", (run.collection.value,)
    ).fetchone()
    return None if silent else moment


def rejected(connection: sqlite3.Connection, run: Run) -> int:
    """Records that were set aside in the last pass."""
    (count,) = connection.execute(
        "SELECT count(*) FROM rejected WHERE collection = ? AND pass IS NOT NULL", (run.collection.value,)
    ).fetchone()
    return int(count)
