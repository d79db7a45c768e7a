"""One sync at a time for each local copy, whichever process asks."""

from __future__ import annotations

import os
from pathlib import Path

from ..domain.errors import Busy
from ..storage.filelock import FileLock

SYNC_LOCK = "sync.lock"


class SyncLock:
    """Held for a whole sync and let go of by the kernel if the process dies. Always taken before the write lock."""

    def __init__(self, folder: Path) -> None:
        self._file = FileLock(folder / SYNC_LOCK)

    def take(self) -> Busy | None:
        """None when the lock is ours, else who has it. Raises CacheReadOnly where no lock file can be made."""
        if not self._file.acquire():
            return Busy(self._holder())
        self._file.sign(f"{os.getpid()}\n")
        return None

    def release(self) -> None:
        self._file.release()

    def _holder(self) -> int | None:
        try:
            text = self._file.path.read_text(encoding="ascii", errors="replace").strip()
        except OSError:
            return None
        return int(text) if text.isdecimal() and len(text) < 12 else None
