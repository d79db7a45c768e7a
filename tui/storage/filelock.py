"""A lock between processes that the kernel lets go of when its holder dies."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import TracebackType

from ..domain.errors import CacheBusy, CacheReadOnly

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


PATIENCE = 5.0
"""Seconds a writer waits for its turn: turns are short, so whoever takes longer hangs or was stopped."""
_FIRST_LOOK, _LONGEST_LOOK = 0.001, 0.05


class FileLock:
    """An exclusive lock on a file of its own, which is never removed.

    Once the lock is had, the file is looked up by name again: a lock on an unlinked file excludes nobody.
    Used as a context manager it waits for its turn, and raises CacheBusy when that does not come.
    """

    def __init__(self, path: Path, patience: float | None = None) -> None:
        self.path = path
        self._patience = patience
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Take the lock; False when another holds it. Raises CacheReadOnly."""
        while True:
            try:
                descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
            except OSError as error:
                raise CacheReadOnly(self.path.parent) from error
            if not _lock(descriptor):
                os.close(descriptor)
                return False
            if _names(self.path, descriptor):
                self._descriptor = descriptor
                return True
            os.close(descriptor)

    def release(self) -> None:
        if self._descriptor is not None:
            _unlock(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = None

    def sign(self, text: str) -> None:
        """Leave a word for people in the locked file."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, text.encode())

    def __enter__(self) -> None:
        pause = _FIRST_LOOK
        end = time.monotonic() + (PATIENCE if self._patience is None else self._patience)
        while not self.acquire():
            if time.monotonic() >= end:
                raise CacheBusy(self.path.parent)
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_LOOK)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _names(path: Path, descriptor: int) -> bool:
    try:
        named = path.stat()
    except FileNotFoundError:
        return False
    held = os.fstat(descriptor)
    return (named.st_dev, named.st_ino) == (held.st_dev, held.st_ino)


if sys.platform == "win32":
    _BYTE = 1 << 30
    """Beyond the text, so that the holder's number can still be read."""

    def _lock(descriptor: int) -> bool:
        os.lseek(descriptor, _BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, _BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
