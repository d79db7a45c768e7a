"""Pages of a crawl on their way in: stored as they come, visible only after promotion."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ..domain.freshness import Collection
from . import books
from .books import Kind, Run
from .incoming import IncomingRecord, IncomingRejected, Page, staged_row

_UPSERT = (
    "INSERT INTO stage (collection, pass, id, body, hash, modified, name, sort, search, municipality_code, city)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (collection, id) DO UPDATE SET pass = excluded.pass, body = excluded.body, hash = excluded.hash,"
    " modified = excluded.modified, name = excluded.name, sort = excluded.sort, search = excluded.search,"
    " municipality_code = excluded.municipality_code, city = excluded.city"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absences:
    """What a finished crawl did not show."""

    live: int
    """Visible records before the promotion."""
    staged: int
    """Records of the last pass."""
    rejected: int
    missing: tuple[str, ...]
    """Visible, not in the last pass, not set aside."""
    ghosts: tuple[str, ...]
    """Not visible, seen only in an earlier pass."""


def put(connection: sqlite3.Connection, collection: Collection, number: int, records: Sequence[IncomingRecord]) -> None:
    """Stage records; the latest version of an id wins."""
    rows = [(collection.value, number, *staged_row(collection, record)) for record in records]
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


def add_page(connection: sqlite3.Connection, run: Run, page: Page, now: datetime) -> Run:
    """Stage one page and move the cursor with it; a repeated id or another total is drift."""
    ids = {record.id for record in page.records}
    known = _known(connection, run, ids, "SELECT 1 FROM stage WHERE collection = ? AND id = ? AND pass = ?")
    bad = {one.id for one in page.rejected if one.id is not None}
    nameless = sum(one.id is None for one in page.rejected)
    known_bad = _known(connection, run, bad, "SELECT 1 FROM rejected WHERE collection = ? AND id = ? AND pass = ?")
    repeated = len(ids) < len(page.records) or len(bad) + nameless < len(page.rejected) or bool(known or known_bad)
    moved = None not in (run.total, page.total) and run.total != page.total
    if run.kind is Kind.WALK:  # the same record twice and another count are how a walk works
        repeated, moved = page.drift, False
    put(connection, run.collection, run.number, page.records)
    set_aside(connection, run.collection, run.number, page.rejected)
    total = run.total if page.total is None else page.total
    if run.kind is Kind.WALK and run.total is not None:  # of its first question: so many must have come at the end
        total = run.total
    changed = replace(
        run,
        cursor=page.cursor,
        drift=run.drift or repeated or moved,
        total=total,
        seen=run.seen + len(ids - known) + len(bad - known_bad) + nameless,
        staged_at=now,
        since=page.since or run.since,
        server_time=run.server_time or page.server_time,
        etag=page.etag,
        read=page.cursor is None and (run.kind is not Kind.WALK or page.since is None),
    )
    books.write_run(connection, changed)
    return changed


def _known(connection: sqlite3.Connection, run: Run, ids: set[str], question: str) -> set[str]:
    name = run.collection.value
    return {one for one in ids if connection.execute(question, (name, one, run.number)).fetchone()}


def next_pass(connection: sqlite3.Connection, run: Run, now: datetime) -> Run:
    """Begin again at the first page, keeping what was seen."""
    connection.execute("DELETE FROM rejected WHERE collection = ? AND pass IS NOT NULL", (run.collection.value,))
    changed = replace(
        run, cursor=None, number=run.number + 1, drift=False, total=None, seen=0, staged_at=now, read=False
    )
    books.write_run(connection, changed)
    return changed


def latest(connection: sqlite3.Connection, run: Run) -> int | None:
    """When the latest staged record was modified; None where one of them does not say."""
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


def absences(connection: sqlite3.Connection, run: Run) -> Absences:
    """Compare the last pass with what is visible."""
    name = run.collection.value
    (live,) = connection.execute("SELECT count(*) FROM record WHERE collection = ?", (name,)).fetchone()
    (staged,) = connection.execute(
        "SELECT count(*) FROM stage WHERE collection = ? AND pass = ?", (name, run.number)
    ).fetchone()
    missing = connection.execute(
        "SELECT id FROM record r WHERE collection = ?"
        " AND NOT EXISTS (SELECT 1 FROM stage s WHERE s.collection = ? AND s.id = r.id AND s.pass = ?)"
        " AND NOT EXISTS (SELECT 1 FROM rejected j WHERE j.collection = ? AND j.id = r.id AND j.pass IS NOT NULL)"
        " ORDER BY id",
        (name, name, run.number, name),
    ).fetchall()
    (nameless,) = connection.execute(
        "SELECT count(*) FROM rejected WHERE collection = ? AND pass IS NOT NULL AND id IS NULL", (name,)
    ).fetchone()
    ghosts = connection.execute(
        "SELECT id FROM stage s WHERE collection = ? AND pass < ?"
        " AND NOT EXISTS (SELECT 1 FROM record r WHERE r.collection = ? AND r.id = s.id) ORDER BY id",
        (name, run.number, name),
    ).fetchall()
    return Absences(
        live=live,
        staged=staged,
        rejected=rejected(connection, run),
        # A record set aside without an id may be any of the missing ones, so none of them is known to be gone.
        missing=() if nameless else tuple(one for (one,) in missing),
        ghosts=tuple(one for (one,) in ghosts),
    )
