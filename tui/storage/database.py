"""Opening the database file: folders, ownership, pragmas, version, and errors as values."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from ..domain.errors import (
    CacheBroken,
    CacheBusy,
    CacheForeign,
    CacheFull,
    CacheReadOnly,
    CacheRecordBroken,
    CacheTooNew,
)
from .filelock import FileLock
from .migrations import CACHE
from .network import on_network
from .schema import Schema

WRITE_LOCK = "write.lock"
BUSY_MILLISECONDS = 5000

_UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
_NO_INDEX = {
    sqlite3.SQLITE_IOERR_SHMLOCK,
    sqlite3.SQLITE_IOERR_SHMMAP,
    sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_SHMSIZE,
}
"""On a full disk there is no room for the index of the write-ahead log."""
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class Damaged(CacheBroken):
    """The bytes are not a sound database: the writer may move the file aside and start anew."""


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's errors, and those of records that cannot be read, as CacheError values."""
    try:
        yield
    except msgspec.DecodeError as error:
        raise CacheRecordBroken(path) from error
    except sqlite3.DatabaseError as error:
        primary = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        if primary in _DAMAGED:
            raise Damaged(path, str(error)) from error
        if primary in _UNWRITABLE:
            raise CacheReadOnly(path) from error
        if primary in _BUSY:
            raise CacheBusy(path) from error
        if primary == sqlite3.SQLITE_FULL:
            raise CacheFull(path) from error
        raise CacheBroken(path, str(error)) from error


def open_writer(path: Path, schema: Schema = CACHE) -> sqlite3.Connection:
    """The writing connection, its file made and brought to the newest version.

    Raises CacheForeign, CacheReadOnly, CacheTooNew, CacheBusy, CacheFull, Damaged, CacheBroken.
    """
    prepare_folder(path.parent)
    with FileLock(path.parent / WRITE_LOCK), translated(path):
        prepare_file(path)
        connection = _connect(path, "mode=rw", schema)
        try:
            version = check_header(connection, path, schema)
            if version == 0:
                # heeded only before the first table
                connection.execute(f"PRAGMA page_size={schema.page_size}")
                connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
            if not on_network(path.parent):
                connection.execute("PRAGMA journal_mode=WAL").fetchone()
            if schema.precious and 0 < version < schema.version():
                keep_copy(connection, path, version)
            connection.execute("BEGIN IMMEDIATE")
            schema.migrate(connection)
            connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
    return connection


def open_reader(path: Path, schema: Schema = CACHE) -> sqlite3.Connection | None:
    """A connection that cannot write; None where there is no copy yet.

    In a folder that cannot be written, a file without a write-ahead log is read as immutable. A file of an earlier
    version is brought up to date first.

    Raises CacheForeign, CacheTooNew, Damaged, CacheBroken; CacheReadOnly where an earlier version cannot be changed.
    """
    try:
        info = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise CacheBroken(path, error.strerror or "unreadable") from error
    check_owner(path, info)
    with translated(path):
        try:
            return _checked(path, "mode=rw", schema)
        except sqlite3.OperationalError as error:
            if (error.sqlite_errorcode & 0xFF) not in _UNWRITABLE and error.sqlite_errorcode not in _NO_INDEX:
                raise
            return _read_only(path, error, schema)


def _read_only(path: Path, error: sqlite3.OperationalError, schema: Schema) -> sqlite3.Connection | None:
    if not has_log(path):
        return _checked(path, "mode=ro&immutable=1", schema)
    try:
        return _checked(path, "mode=ro", schema)
    except sqlite3.OperationalError:
        raise CacheBroken(path, "another program is writing here and the folder cannot be written") from error


def has_log(path: Path) -> bool:
    """Whether commits may lie beside the file, where an immutable reader would not see them."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _checked(path: Path, mode: str, schema: Schema) -> sqlite3.Connection | None:
    connection = _connect(path, mode, schema)
    try:
        connection.execute("PRAGMA query_only=ON")
        known = check_header(connection, path, schema)
    except BaseException:
        connection.close()
        raise
    if known == schema.version():
        return connection
    connection.close()
    if known == 0:
        return None
    open_writer(path, schema).close()
    return _checked(path, mode, schema)


def _connect(path: Path, mode: str, schema: Schema) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None)
    for pragma in (
        f"busy_timeout={BUSY_MILLISECONDS}",
        f"synchronous={schema.synchronous}",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "mmap_size=0",  # a mapped file that shrinks under us is a bus error
        "secure_delete=ON",  # removed persons leave no bytes behind
    ):
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            connection.close()
            raise
    return connection


def check_header(connection: sqlite3.Connection, path: Path, schema: Schema = CACHE) -> int:
    """The schema version of the file, 0 for an empty one. Raises CacheForeign, CacheTooNew."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != schema.application_id and (application or version or tables):
        raise CacheForeign(path, "the database belongs to another program")
    known = schema.version()
    if version > known:
        raise CacheTooNew(path, found=version, known=known)
    return int(version)


def keep_copy(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """A copy of the file as it is, `<name>.v<version>`, complete on the disk or not there at all. Under the write lock.

    The copy of an earlier attempt is replaced: the file has not been brought further since.
    """
    kept, growing = (path.with_name(f"{path.name}.v{version}{ending}") for ending in ("", ".part"))
    growing.unlink(missing_ok=True)
    prepare_file(growing)
    target = sqlite3.connect(growing)
    try:
        connection.backup(target)
        target.execute("PRAGMA journal_mode=DELETE").fetchone()
    finally:
        target.close()
    with growing.open("rb+") as file:
        os.fsync(file.fileno())
    growing.replace(kept)


def prepare_folder(folder: Path) -> None:
    """Make the folder 0700, or see that it is ours. Raises CacheForeign, CacheReadOnly."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:
        raise CacheForeign(folder, "it is not a folder") from None
    except OSError as error:
        raise CacheReadOnly(folder) from error
    info = folder.lstat()
    check_owner(folder, info)
    if os.name == "posix" and stat.S_IMODE(info.st_mode) & 0o077:
        try:
            folder.chmod(0o700)
        except OSError as error:
            raise CacheReadOnly(folder) from error


def prepare_file(path: Path) -> None:
    """Make the file 0600 before SQLite does; its log and index files take their mode from it.

    An existing file is not opened here: closing it would let go of the locks other connections of this process have.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        info = path.lstat()
        check_owner(path, info)
        if os.name == "posix" and stat.S_IMODE(info.st_mode) & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise CacheReadOnly(path) from error
    else:
        os.close(descriptor)


def check_owner(path: Path, info: os.stat_result) -> None:
    """Raises CacheForeign for a symbolic link, or what another user owns."""
    if stat.S_ISLNK(info.st_mode):
        raise CacheForeign(path, "it is a symbolic link")
    if os.name == "posix" and info.st_uid != os.geteuid():
        raise CacheForeign(path, "another user owns it")


def begin(connection: sqlite3.Connection) -> None:
    """Our own writers hold the lock by now; a stranger's transaction is waited for twice."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if (error.sqlite_errorcode & 0xFF) != sqlite3.SQLITE_BUSY:
            raise
        connection.execute("BEGIN IMMEDIATE")


def identity(path: Path) -> tuple[int, int] | None:
    """Which file the name stands for now: device and inode, None when it is gone."""
    try:
        info = path.stat()
    except OSError:
        return None
    return info.st_dev, info.st_ino


def move_aside(path: Path, now: datetime) -> Path:
    """Put a damaged file out of the way as `<name>.corrupt-<time>`; only the latest one is kept."""
    with FileLock(path.parent / WRITE_LOCK):
        for old in path.parent.glob(path.name + ".corrupt-*"):
            old.unlink()
        kept = path.with_name(f"{path.name}.corrupt-{now:%Y%m%dT%H%M%SZ}")
        path.with_name(path.name + "-shm").unlink(missing_ok=True)
        log = path.with_name(path.name + "-wal")
        if log.exists():
            log.rename(kept.with_name(kept.name + "-wal"))
        path.rename(kept)
    return kept
