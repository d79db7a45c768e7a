"""What a whole reading of a collection brings, in the order it came. There is no index, so that adding a row is cheap.

Each collection has a table of its own. A record that comes twice is there twice, and the later row is the one that
counts. What is different from the visible copy goes on to `stage`, where it can be found by its id.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import chain, islice

from ..domain.freshness import Collection
from ..domain.values import dataclass
from .books import Run
from .codec import encode_plain
from .incoming import IncomingRecord, staged_rows

RECORD_ID = "CREATE UNIQUE INDEX record_id ON record (collection, id)"
_ROWS_AT_ONCE = 200
"""In one statement, where this SQLite takes so many values: before 3.32 they were 999."""
_COLUMNS = "pass, id, body, hash, modified, name, sort, search, municipality_code, city, reachable"
_VALUES = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


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


def table(collection: Collection) -> str:
    return f"heap_{collection.value}"


def add(connection: sqlite3.Connection, collection: Collection, number: int, records: Sequence[IncomingRecord]) -> None:
    """Append records as they came in a pass."""
    rows = ((number, *row) for row in staged_rows(collection, records))
    most = connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // _VALUES.count("?")
    while part := list(islice(rows, min(most, _ROWS_AT_ONCE))):
        connection.execute(
            f"INSERT INTO {table(collection)} ({_COLUMNS}) VALUES {','.join([_VALUES] * len(part))}",  # noqa: S608
            list(chain.from_iterable(part)),
        )


def repeated(connection: sqlite3.Connection, run: Run) -> int:
    """How many records of the last pass came again in it."""
    heap, number = table(run.collection), run.number
    (rows,) = connection.execute(f"SELECT count(*) FROM {heap} WHERE pass = ?", (number,)).fetchone()  # noqa: S608
    (records,) = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {heap} WHERE pass = ? GROUP BY id)",  # noqa: S608
        (number,),
    ).fetchone()
    return int(rows - records)


def latest(connection: sqlite3.Connection, run: Run) -> int | None:
    """When the latest record was modified; None where one of them does not say."""
    (moment, silent) = connection.execute(
        f"SELECT max(modified), sum(modified IS NULL) FROM {table(run.collection)}"  # noqa: S608
    ).fetchone()
    return None if silent else moment


def absences(connection: sqlite3.Connection, run: Run, rejected: int) -> Absences:
    """Compare the last pass with what is visible."""
    heap = table(run.collection)
    words = {"name": run.collection.value, "pass": run.number}

    def ids(question: str) -> tuple[str, ...]:
        return tuple(one for (one,) in connection.execute(f"{question} ORDER BY id", words))

    def count(question: str) -> int:
        return int(connection.execute(question, words).fetchone()[0])

    shown = f"SELECT id FROM {heap} WHERE pass = :pass"  # noqa: S608
    visible = "SELECT id FROM record WHERE collection = :name"
    aside = "SELECT id FROM rejected WHERE collection = :name AND pass IS NOT NULL"
    live = count("SELECT count(*) FROM record WHERE collection = :name")
    nameless = count(f"SELECT count(*) FROM ({aside} AND id IS NULL)")  # noqa: S608
    return Absences(
        live=live,
        staged=count(f"SELECT count({'DISTINCT id' if run.drift else '*'}) FROM ({shown})"),  # noqa: S608
        rejected=rejected,
        # A record set aside without an id may be any of the missing ones, so none of them is known to be gone.
        missing=ids(f"{visible} EXCEPT {shown} EXCEPT {aside}") if live and not nameless else (),
        ghosts=ids(f"SELECT id FROM {heap} WHERE pass < :pass EXCEPT {shown} EXCEPT {visible}")  # noqa: S608
        if run.number > 1
        else (),
    )


def settle(connection: sqlite3.Connection, run: Run, deleted: Sequence[str]) -> None:
    """Leave one row of each record, the latest, and none of what is to be deleted."""
    heap = table(run.collection)
    if run.drift or run.number > 1:  # else it was seen at the end of the pass that nothing came twice
        connection.execute(
            f"DELETE FROM {heap} WHERE key NOT IN (SELECT max(key) FROM {heap} GROUP BY id)"  # noqa: S608
        )
    if deleted:
        connection.execute(
            f"DELETE FROM {heap} WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608
            (encode_plain(deleted),),
        )


def stage_different(connection: sqlite3.Connection, collection: Collection) -> None:
    """Stage what is not exactly what is visible. The heap must be settled; it is empty after other readings."""
    connection.execute(
        f"INSERT INTO stage (collection, {_COLUMNS})"  # noqa: S608
        " SELECT :name, h.pass, h.id, h.body, h.hash, h.modified, h.name, h.sort, h.search,"
        " h.municipality_code, h.city, h.reachable"
        f" FROM {table(collection)} h LEFT JOIN record r ON r.collection = :name AND r.id = h.id"
        " WHERE r.hash IS NOT h.hash",
        {"name": collection.value},
    )


def clear(connection: sqlite3.Connection, collection: Collection) -> None:
    connection.execute(f"DELETE FROM {table(collection)}")  # noqa: S608


def show(connection: sqlite3.Connection, collection: Collection) -> int:
    """Make everything visible where nothing was: so many records. The heap must be settled."""
    known, coming = (
        connection.execute(f"SELECT coalesce(max(key), 0) FROM {name}").fetchone()[0]  # noqa: S608
        for name in ("record", table(collection))
    )
    anew = coming > known  # at once is cheaper than row by row, but not for what is there already
    if anew:
        connection.execute("DROP INDEX record_id")
    cursor = connection.execute(
        "INSERT INTO record (collection, id, body, hash, modified)"  # noqa: S608
        f" SELECT ?, id, body, hash, modified FROM {table(collection)}",
        (collection.value,),
    )
    if anew:
        connection.execute(RECORD_ID)
    return cursor.rowcount
