"""One reading connection that follows its file: it appears, is replaced, goes away."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .database import identity, open_reader, translated
from .migrations import CACHE
from .schema import Schema

Stamp = tuple[int, int, int]
"""Which state of the visible copy something was read from: opening, generations of partners, of everything."""


class Session:
    """A connection that cannot write, or none while there is no copy. For one thread."""

    def __init__(self, path: Path, schema: Schema = CACHE) -> None:
        self.path = path
        self._schema = schema
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._openings = 0
        self.reopen()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def reopen(self) -> None:
        """Raises CacheError."""
        self.close()
        self._identity = identity(self.path)
        self._connection = open_reader(self.path, self._schema)
        self._openings += 1

    def follow(self) -> None:
        """Open again where the name stands for another file than before, or the file had no schema yet."""
        now = identity(self.path)
        if now != self._identity or (self._connection is None and now is not None):
            self.reopen()

    def data_version(self) -> int:
        """Changes when another connection commits, and when the file is another one."""
        self.follow()
        version = self.column("PRAGMA data_version")
        return (self._openings << 32) + (version[0] if version else 0)

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """All rows of a question; none while there is no copy."""
        if self._connection is None:
            return []
        with translated(self.path):
            return self._connection.execute(sql, parameters).fetchall()

    def column(self, sql: str, *parameters: object) -> list[Any]:
        """The first column of a question."""
        return [row[0] for row in self.rows(sql, *parameters)]

    def integers(self, sql: str, *parameters: object) -> array[int]:
        """One column of numbers, eight bytes each."""
        if self._connection is None:
            return array("q")
        with translated(self.path):
            return array("q", (number for (number,) in self._connection.execute(sql, parameters)))

    def stamp(self) -> Stamp:
        rows = self.rows("SELECT generation, name FROM collection")
        return (
            self._openings,
            sum(generation for generation, name in rows if name == "partners"),
            sum(generation for generation, _ in rows),
        )

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several questions to one state of the copy."""
        if self._connection is None or self._connection.in_transaction:
            yield
            return
        connection = self._connection
        with translated(self.path):
            connection.execute("BEGIN")
        try:
            yield
        finally:
            if connection.in_transaction:
                connection.execute("COMMIT")
