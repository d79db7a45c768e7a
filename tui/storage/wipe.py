"""Emptying a database so that nothing of it is left, whoever has it open, and removing it where nobody has."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from ..domain.errors import CacheBroken, CacheTooNew
from .database import WRITE_LOCK, check_owner, open_writer, translated
from .filelock import FileLock
from .retention import leave_no_trace

BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps of one database, as endings of its name."""


def files_of(path: Path) -> list[Path]:
    """A database with what stands beside it: its log, its index, and damaged ones that were moved aside."""
    beside = [path.with_name(path.name + end) for end in BESIDE]
    return [one for one in (*beside, *sorted(path.parent.glob(path.name + ".corrupt-*"))) if one.exists()]


def wipe_copy(path: Path) -> bool:
    """Erase a local copy, whose sync lock the caller holds. False where the emptied file stays: another has it open.

    Raises CacheError; a copy that is damaged or of a later version is removed as it is.
    """
    try:
        connection = open_writer(path)
    except (CacheTooNew, CacheBroken):
        with FileLock(path.parent / WRITE_LOCK):
            return _remove(path)
    with closing(connection), FileLock(path.parent / WRITE_LOCK), translated(path):
        _empty(connection)
        import secrets

        connection.execute("INSERT INTO meta VALUES ('instance', ?)", (secrets.token_hex(16),))
        alone = _erase(connection)
    return alone and _remove(path)


def wipe_database(path: Path) -> bool:
    """The same of any database of ours, whatever tables it has. Raises CacheError."""
    check_owner(path, path.lstat())
    try:
        opened = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
        with closing(opened), translated(path):
            opened.execute("PRAGMA secure_delete=ON")
            _empty(opened)
            alone = _erase(opened)
    except CacheBroken:
        alone = True
    return alone and _remove(path)


def _empty(connection: sqlite3.Connection) -> None:
    """Delete every row of every table; the tables stay for whoever is reading."""
    tables = connection.execute("SELECT name, sql LIKE 'CREATE VIRTUAL%' FROM sqlite_master WHERE type = 'table'")
    found = dict(tables.fetchall())
    indexes = [name for name, virtual in found.items() if virtual]
    shadows = tuple(f"{name}_" for name in indexes)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("BEGIN IMMEDIATE")
    try:
        for name, virtual in found.items():
            if not virtual and not name.startswith(("sqlite_", *shadows)):
                connection.execute(f'DELETE FROM "{name}"')  # noqa: S608 - the names are its own
        for name in indexes:  # of what is empty now
            connection.execute(f'INSERT INTO "{name}" ("{name}") VALUES (\'rebuild\')')  # noqa: S608
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _erase(connection: sqlite3.Connection) -> bool:
    """Leave no bytes of what was deleted; whether nobody else has the file open."""
    leave_no_trace(connection)
    connection.execute("PRAGMA busy_timeout=0")
    try:
        (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()  # leaving the log needs it for oneself
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if (error.sqlite_errorcode & 0xFF) not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise
        return False
    return bool(mode == "delete")


def _remove(path: Path) -> bool:
    for one in files_of(path):
        with suppress(FileNotFoundError):
            one.unlink()
    return True
