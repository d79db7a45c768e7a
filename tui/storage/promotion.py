"""Switching a collection over: staged rows become the visible ones, inside the caller's one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from ..domain.freshness import Collection
from ..domain.values import dataclass
from . import agreements, heap, journal, partners, schedules, search
from .codec import digest

_PREPARE = (
    "CREATE TEMP TABLE IF NOT EXISTS touched (id TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TEMP TABLE IF NOT EXISTS gone (id TEXT PRIMARY KEY) WITHOUT ROWID",
    "DELETE FROM touched",
    "DELETE FROM gone",
)
"""Ids that are new or different, and ids that leave; what the views of a collection are brought up to date from."""

_PROJECT = {
    Collection.HOURS: schedules.project,
    Collection.PARTNERS: partners.project,
    Collection.AGREEMENTS: agreements.project,
}


@dataclass(frozen=True, slots=True)
class Counts:
    """What one promotion did to the visible copy."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def plus(self, other: Counts) -> Counts:
        return Counts(self.added + other.added, self.changed + other.changed, self.removed + other.removed)


def leave_newer(connection: sqlite3.Connection, collection: Collection) -> None:
    """Drop what was staged in an older version than the visible one: a lagging replica answered."""
    connection.execute(
        "DELETE FROM stage WHERE collection = ? AND EXISTS (SELECT 1 FROM record r"
        " WHERE r.collection = stage.collection AND r.id = stage.id AND r.modified > stage.modified)",
        (collection.value,),
    )


def load(connection: sqlite3.Connection, collection: Collection) -> Counts:
    """Make visible what a first whole reading brought.

    There is nothing to compare it with, and nothing is journalled: everything would be new.
    """
    _prepare(connection)
    added = heap.show(connection, collection)
    if collection is Collection.PARTNERS:
        partners.load(connection)
        heap.clear(connection, collection)  # what it took is room for the search tables
        search.rebuild(connection)
    else:
        connection.execute(f"INSERT INTO touched SELECT id FROM {heap.table(collection)}")  # noqa: S608
        _PROJECT[collection](connection)
    return Counts(added=added)


def promote(
    connection: sqlite3.Connection, collection: Collection, deleted: Sequence[str], *, at: int, persons: bool = True
) -> Counts:
    """Make the staged records of a collection visible and remove the deleted ones.

    `at` is in microseconds since 1970, UTC. Without `persons` nothing is said of them: they are different because more
    or less of them is kept than before.
    """
    name = collection.value
    _prepare(connection)
    connection.executemany("INSERT OR IGNORE INTO gone VALUES (?)", [(one,) for one in deleted])
    connection.execute("DELETE FROM stage WHERE collection = ? AND id IN (SELECT id FROM gone)", (name,))
    connection.execute("DELETE FROM gone WHERE id NOT IN (SELECT id FROM record WHERE collection = ?)", (name,))
    connection.execute(
        "INSERT INTO touched SELECT s.id FROM stage s LEFT JOIN record r ON r.collection = s.collection AND r.id = s.id"
        " WHERE s.collection = ? AND r.hash IS NOT s.hash",
        (name,),
    )
    counts = _journalled(connection, collection, at, persons=persons)
    _switch(connection, name)
    _PROJECT[collection](connection)
    return counts


def _prepare(connection: sqlite3.Connection) -> None:
    for statement in _PREPARE:
        connection.execute(statement)


def _journalled(connection: sqlite3.Connection, collection: Collection, at: int, *, persons: bool) -> Counts:
    added = changed = removed = 0
    name = collection.value
    for source_id, body, modified, before, stored in connection.execute(
        "SELECT t.id, s.body, s.modified, r.body, r.hash FROM touched t"
        " JOIN stage s ON s.collection = ? AND s.id = t.id"
        " LEFT JOIN record r ON r.collection = ? AND r.id = t.id ORDER BY t.id",
        (name, name),
    ):
        if before is not None and digest(before) != stored:
            changed += 1  # nobody knows what it was
            continue
        told = journal.write(connection, collection, source_id, before, body, at=at, modified=modified, persons=persons)
        added += before is None
        changed += told and before is not None
    for source_id, before, stored in connection.execute(
        "SELECT g.id, r.body, r.hash FROM gone g CROSS JOIN record r ON r.collection = ? AND r.id = g.id ORDER BY g.id",
        (name,),
    ):
        if digest(before) == stored:
            journal.write(connection, collection, source_id, before, None, at=at, modified=None)
        removed += 1
    return Counts(added, changed, removed)


def _switch(connection: sqlite3.Connection, name: str) -> None:
    connection.execute(
        "INSERT INTO record (collection, id, body, hash, modified)"
        " SELECT s.collection, s.id, s.body, s.hash, s.modified FROM touched t"
        " JOIN stage s ON s.collection = ? AND s.id = t.id WHERE true"
        " ON CONFLICT (collection, id) DO UPDATE SET body = excluded.body, hash = excluded.hash,"
        " modified = excluded.modified",
        (name,),
    )
    connection.execute("DELETE FROM record WHERE collection = ? AND id IN (SELECT id FROM gone)", (name,))
