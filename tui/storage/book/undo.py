"""What a person did, newest last, with the rows as they were before: taken back one by one, also after a restart."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from ...domain.undo import Action, Undone
from ..codec import decode_plain, encode_plain
from ..moments import EPOCH, from_micros

KEPT = 200
"""So many steps can be taken back. What was removed lives on in them for so long."""

_KEYS = {
    "note": ("id",),
    "point": ("id",),
    "question": ("id",),
    "agreement_review": ("period", "agreement_id"),
    "baseline": ("id",),
    "mark": ("seq",),
}
_BATCH = "marks"
"""Stands for all marks of one step."""
_REFERENCES = (("note", "subject"), ("point", "subject"), ("point", "about"), ("question", "subject"))
"""Where rows point to subjects, which may have moved since."""


class Step:
    """One step under way, inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection, action: Action, title: str, at: int) -> None:
        self._connection = connection
        self._rows: list[list[Any]] = []
        cursor = connection.execute(
            "INSERT INTO undo (at, action, title, steps) VALUES (?, ?, ?, '[]')", (at, action.value, title)
        )
        self.id = int(cursor.lastrowid or 0)

    def keep(self, table: str, *key: object) -> None:
        """Remember a row as it is now, before it is changed, made or removed."""
        self._rows.append([table, list(key), _row(self._connection, table, key)])

    def made(self, table: str, *key: object) -> None:
        """Remember that there was no such row."""
        self._rows.append([table, list(key), None])

    def keep_batch(self) -> None:
        """Remember the marks that carry the number of this step."""
        self._rows.append([_BATCH, [self.id], None])

    def done(self) -> None:
        """Store it; steps that are too old to be taken back go."""
        self._connection.execute("UPDATE undo SET steps = ? WHERE id = ?", (encode_plain(self._rows), self.id))
        self._connection.execute(
            "DELETE FROM undo WHERE id <= (SELECT id FROM undo ORDER BY id DESC LIMIT 1 OFFSET ?)", (KEPT,)
        )

    def dropped(self) -> None:
        """Nothing was changed after all."""
        self._connection.execute("DELETE FROM undo WHERE id = ?", (self.id,))


def _where(table: str) -> str:
    return " AND ".join(f"{name} = ?" for name in _KEYS[table])


def _row(connection: sqlite3.Connection, table: str, key: tuple[object, ...]) -> dict[str, Any] | None:
    cursor = connection.execute(f"SELECT * FROM {table} WHERE {_where(table)}", key)
    found = cursor.fetchone()
    return None if found is None else dict(zip((one[0] for one in cursor.description), found, strict=True))


def take_back(connection: sqlite3.Connection) -> Undone | None:
    """Undo the latest step; None where there is none left."""
    found = connection.execute("SELECT id, at, action, title, steps FROM undo ORDER BY id DESC LIMIT 1").fetchone()
    if found is None:
        return None
    number, at, action, title, steps = found
    for table, key, row in reversed(decode_plain(steps)):
        _restore(connection, table, key, row)
    for table, column in _REFERENCES:
        connection.execute(
            f"UPDATE {table} SET {column} = (SELECT moved_to FROM subject s WHERE s.id = {column})"
            f" WHERE {column} IN (SELECT id FROM subject WHERE moved_to IS NOT NULL)"
        )
    connection.execute("DELETE FROM undo WHERE id = ?", (number,))
    return Undone(action=Action(action), title=title, at=from_micros(at) or EPOCH)


def _restore(connection: sqlite3.Connection, table: str, key: list[Any], row: dict[str, Any] | None) -> None:
    if table == _BATCH:
        connection.execute("DELETE FROM mark WHERE batch = ?", key)
    elif row is None:
        connection.execute(f"DELETE FROM {table} WHERE {_where(table)}", key)
    else:
        names, places = ", ".join(row), ", ".join("?" * len(row))
        connection.execute(
            f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({places})",
            list(row.values()),
        )


def forget(connection: sqlite3.Connection) -> None:
    """All steps; what they did stays."""
    connection.execute("DELETE FROM undo")


def latest(rows: list[tuple[Any, ...]]) -> Undone | None:
    """What would be taken back."""
    if not rows:
        return None
    at, action, title = rows[0]
    when: datetime = from_micros(at) or EPOCH
    return Undone(action=Action(action), title=title, at=when)


LATEST = "SELECT at, action, title FROM undo ORDER BY id DESC LIMIT 1"
