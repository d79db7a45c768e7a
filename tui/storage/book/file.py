"""The file of the book: nothing is made before something is written, and reading never fails loudly."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ...domain.errors import (
    BookError,
    BookFault,
    CacheBusy,
    CacheError,
    CacheForeign,
    CacheFull,
    CacheReadOnly,
    CacheTooNew,
)
from ...domain.periods import Period, PeriodLength, period_of
from ...domain.undo import Action
from ..database import WRITE_LOCK, begin, identity, open_writer, prepare_folder, translated
from ..filelock import FileLock
from ..moments import to_micros
from ..schema import Schema
from ..session import Session
from .schema import BOOK
from .undo import Step

_ZONE = ZoneInfo("Europe/Oslo")
_FAULTS: tuple[tuple[type[CacheError], BookFault], ...] = (
    (CacheBusy, BookFault.BUSY),
    (CacheForeign, BookFault.FOREIGN),
    (CacheFull, BookFault.FULL),
    (CacheReadOnly, BookFault.READ_ONLY),
    (CacheTooNew, BookFault.TOO_NEW),
)


@contextmanager
def of_the_book(path: Path) -> Iterator[None]:
    """What went wrong with the file, as a BookError."""
    try:
        yield
    except CacheError as error:
        fault = next((fault for kind, fault in _FAULTS if isinstance(error, kind)), BookFault.BROKEN)
        raise BookError(path, fault, getattr(error, "detail", "")) from error


class BookFile:
    """The book of one profile, for one thread. Other threads and processes open their own."""

    def __init__(
        self,
        path: Path,
        clock: Callable[[], datetime],
        schema: Schema = BOOK,
        length: PeriodLength = PeriodLength.TERTIAL,
    ) -> None:
        """Never raises: a book that cannot be read is an empty one with `trouble`."""
        self.path = path
        self.clock = clock
        self.length = length
        self.under_review: Period | None = None
        """The period a person has chosen to review, where it is not the one it is now."""
        self.trouble: BookError | None = None
        """Why it cannot be read. What is written down would not be seen, so writing raises it."""
        self._schema = schema
        self._session: Session | None = None
        self._writer: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._lock = FileLock(path.parent / WRITE_LOCK)
        self._read(lambda session: session.data_version())

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
        self._close_writer()

    def version(self) -> int:
        """Changes when anything in the book does, whoever wrote it; the way to take notice of that."""
        return self._read(lambda session: session.data_version()) or 0

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """All rows of a question; none while there is no book, or one that cannot be read."""
        return self._read(lambda session: session.rows(sql, *parameters)) or []

    def number(self, sql: str, *parameters: object) -> int:
        """The one number a question asks for, 0 where there is none."""
        found = self.rows(sql, *parameters)
        return int(found[0][0] or 0) if found else 0

    def now(self) -> int:
        """Microseconds since 1970, UTC."""
        return to_micros(self.clock()) or 0

    def period(self) -> Period:
        """The period that is reviewed: the one chosen, else the one it is now in Norway."""
        return self.under_review or self.current_period()

    def current_period(self) -> Period:
        """The period it is now, in Norway."""
        return period_of(self.today(), self.length)

    def today(self) -> date:
        """The date it is in Norway."""
        return self.clock().astimezone(_ZONE).date()

    def _read(self, question: Callable[[Session], Any]) -> Any:
        try:
            with of_the_book(self.path):
                if self._session is None:
                    self._session = Session(self.path, self._schema)
                self._session.follow()  # whoever writes the first word makes the file
                answer = question(self._session)
        except BookError as error:
            self.trouble = error
            return None
        self.trouble = None
        return answer

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction under the lock that all writers of this folder share; on the disk when it has ended.

        Raises BookError; then nothing was written.
        """
        if self.trouble is not None:
            self.version()  # it may be over
        if self.trouble is not None:
            raise self.trouble
        with of_the_book(self.path):
            connection = self._open_writer()
            with self._lock, translated(self.path):
                begin(connection)
                try:
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    if connection.in_transaction:  # a full disk has rolled back already
                        connection.execute("ROLLBACK")
                    raise
        self.version()

    @contextmanager
    def step(self, action: Action, title: str) -> Iterator[tuple[sqlite3.Connection, Step]]:
        """A transaction that can be taken back as a whole. Raises BookError."""
        with self.transaction() as connection:
            step = Step(connection, action, title, self.now())
            yield connection, step
            step.done()

    def hit(self, cursor: sqlite3.Cursor) -> None:
        """Raises BookError (OVERTAKEN) where a statement found nothing to change."""
        if cursor.rowcount == 0:
            raise BookError(None, BookFault.OVERTAKEN)

    def _open_writer(self) -> sqlite3.Connection:
        now = identity(self.path)
        if self._writer is None or now != self._identity:
            self._close_writer()
            prepare_folder(self.path.parent.parent)
            self._writer = open_writer(self.path, self._schema)
            self._identity = identity(self.path)
        return self._writer

    def _close_writer(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
