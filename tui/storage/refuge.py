"""A folder in memory for a local copy that cannot be kept, or must not be: gone when the program ends.

SQLite's own databases in memory are no way: a reader and a writer that share one lock each other out table by table,
without a log beside which reading goes on, and nobody is told of a commit.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Final

from ..domain.errors import CacheReadOnly
from .database import Damaged, check_owner, has_log, prepare_file, prepare_folder, translated
from .filelock import FileLock

PREFIX: Final = "samspill-"
IN_USE: Final = "in-use.lock"
"""Held as long as the folder is somebody's; a folder whose lock is free was left by a program that was killed."""
SHARED_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - made there with a name of its own, for us alone


def writable(file: Path) -> bool:
    """Whether a database can be written there, without making anything."""
    folder = file.parent
    while not os.path.lexists(folder):
        folder = folder.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        return False
    return not file.exists() or os.access(file, os.W_OK)


def in_memory(environ: Mapping[str, str], ends: ExitStack) -> Path:
    """A new folder, 0700, which `ends` removes; what was left by the killed is removed now.

    It is in the user's own runtime folder, else in shared memory, else where temporary files are. Raises OSError.
    """
    import shutil  # these two are for the few who need the folder
    import tempfile

    base = next(_places(environ), None)
    for old in (base or Path(tempfile.gettempdir())).glob(f"{PREFIX}*/{IN_USE}"):
        _sweep(old)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
        lock = FileLock(folder / IN_USE)
        if lock.acquire():
            break
    ends.callback(lock.release)
    ends.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _places(environ: Mapping[str, str]) -> Iterator[Path]:
    runtime = environ.get("XDG_RUNTIME_DIR")
    if runtime and _private(Path(runtime)):
        yield Path(runtime)
    if SHARED_MEMORY.is_dir() and os.access(SHARED_MEMORY, os.W_OK | os.X_OK):
        yield SHARED_MEMORY


def _private(folder: Path) -> bool:
    """As the XDG Base Directory Specification wants it: ours, and open to nobody else."""
    try:
        info = folder.lstat()
    except OSError:
        return False
    ours = stat.S_ISDIR(info.st_mode) and info.st_uid == os.geteuid() and not stat.S_IMODE(info.st_mode) & 0o077
    return ours and os.access(folder, os.W_OK | os.X_OK)


def _sweep(left: Path) -> None:
    import shutil

    lock = FileLock(left)
    with suppress(OSError, CacheReadOnly):
        if left.parent.lstat().st_uid == os.geteuid() and lock.acquire():
            shutil.rmtree(left.parent, ignore_errors=True)
            lock.release()


def duplicate(source: Path, target: Path) -> None:
    """Bring what can be read of a copy to another place. Raises CacheForeign for what is not ours."""
    try:
        check_owner(source, source.lstat())
    except OSError:
        return
    mode = "mode=ro" if has_log(source) else "mode=ro&immutable=1"
    prepare_folder(target.parent)
    prepare_file(target)
    with suppress(Damaged), translated(source):  # a damaged one is fetched anew
        there = sqlite3.connect(target, isolation_level=None)
        with closing(there), closing(sqlite3.connect(f"{source.absolute().as_uri()}?{mode}", uri=True)) as here:
            here.backup(there)
