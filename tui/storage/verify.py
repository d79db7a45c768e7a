"""Whether a local copy is what was stored: every record against its hash, and the file against SQLite's own checks.

SQLite notices damaged pages, not a flipped bit inside a text. What is found bad is marked, so that the next sync reads
its collection as a whole and replaces it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.errors import CacheBusy, CacheFull, CacheReadOnly
from ..domain.freshness import Collection
from ..domain.values import dataclass
from . import search
from .codec import digest
from .database import WRITE_LOCK, open_reader, open_writer, translated
from .filelock import FileLock

if TYPE_CHECKING:
    import random

Bad = tuple[Collection, str]
"""Collection and id of a record that is not what was stored."""

SAMPLE = 200
"""Records looked at after every whole reading of a collection."""
NO_HASH = b""
"""In place of the hash of a bad record: whatever comes next is different from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was found in one copy."""

    records: int
    """So many were looked at."""
    bad: tuple[Bad, ...] = ()
    integrity: tuple[str, ...] = ()
    """What SQLite says about its pages, in its words; nothing when they are in order."""
    references: int = 0
    """Rows that refer to something that is not there."""
    search: tuple[str, ...] = ()
    """Search tables that do not agree with the list of partners; they are built anew when the file can be written."""
    marked: bool = True
    """False where the file cannot be written: a sync will not know of it, and search tables were not looked at."""

    @property
    def sound(self) -> bool:
        return not (self.bad or self.integrity or self.references or self.search)


def verify(path: Path) -> Verification:
    """Look at everything in a copy; one that was never fetched is sound. Raises CacheError.

    Reading does not keep anybody from writing; only looking at the search tables does, for about a second for every
    100,000 partners.
    """
    connection = open_reader(path)
    if connection is None:
        return Verification(records=0)
    with closing(connection), translated(path):
        connection.execute("BEGIN")
        integrity = tuple(str(word) for (word,) in connection.execute("PRAGMA integrity_check") if word != "ok")
        references = len(connection.execute("PRAGMA foreign_key_check").fetchall())
        records, bad = _check(connection.execute("SELECT key, collection, id, body, hash FROM record"))
        connection.execute("COMMIT")
    bad = tuple(sorted({*bad}))
    try:
        stale = _mark(path, bad)
    except (CacheReadOnly, CacheBusy, CacheFull):
        return Verification(records=records, bad=bad, integrity=integrity, references=references, marked=False)
    return Verification(records=records, bad=bad, integrity=integrity, references=references, search=stale)


def _check(rows: Iterable[tuple[int, str, str, bytes, bytes]]) -> tuple[int, tuple[Bad, ...]]:
    count = 0
    bad: list[Bad] = []
    for _, collection, key, body, stored in rows:
        count += 1
        if digest(body) != stored:
            bad.append((Collection(collection), key))
    return count, tuple(bad)


def _mark(path: Path, bad: tuple[Bad, ...]) -> tuple[str, ...]:
    """Have the next sync replace what is bad, and build search tables anew that are not in order: which ones."""
    with closing(open_writer(path)) as connection, FileLock(path.parent / WRITE_LOCK), translated(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            stale = tuple(table for table in search.tables(connection) if not _agrees(connection, table))
            if stale:
                search.rebuild(connection)
            mark(connection, bad)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    return stale


def _agrees(connection: sqlite3.Connection, table: str) -> bool:
    try:
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    except sqlite3.DatabaseError as error:
        if (error.sqlite_errorcode & 0xFF) != sqlite3.SQLITE_CORRUPT:
            raise
        return False
    return True


def mark(connection: sqlite3.Connection, bad: Iterable[Bad]) -> None:
    """Have the next sync read these collections as a whole and replace these records, in the caller's transaction."""
    for collection, key in bad:
        connection.execute(
            "UPDATE record SET hash = ? WHERE collection = ? AND id = ?", (NO_HASH, collection.value, key)
        )
        connection.execute("UPDATE collection SET full_due = NULL, etag = NULL WHERE name = ?", (collection.value,))


def sample(connection: sqlite3.Connection, collection: Collection, choice: random.Random) -> tuple[Bad, ...]:
    """Some records of a collection, all of them where there are few: those that are bad."""
    (low, high) = connection.execute(
        "SELECT min(key), max(key) FROM record WHERE collection = ?", (collection.value,)
    ).fetchone()
    if low is None:
        return ()
    keys = range(low, high + 1)
    wanted = keys if len(keys) <= SAMPLE else choice.sample(keys, SAMPLE)
    rows = (
        row
        for key in wanted
        for row in connection.execute(
            "SELECT key, collection, id, body, hash FROM record WHERE key = ? AND collection = ?",
            (key, collection.value),
        )
    )
    return _check(rows)[1]
