"""One sync at a time, between processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sync.fakes import FakeSource, partner
from tests.sync.rounds import Rounds
from tui.domain.errors import Busy
from tui.domain.freshness import Collection
from tui.storage.books import read_book
from tui.storage.cache import Cache
from tui.storage.filelock import FileLock
from tui.sync.events import CollectionFailed
from tui.sync.lock import SYNC_LOCK, SyncLock

HOLDER = """
import sys
from pathlib import Path
from tui.sync.lock import SyncLock
lock = SyncLock(Path(sys.argv[1]))
print("busy" if lock.take() else "held", flush=True)
sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock until its input ends."""
    folder.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_loser_is_told_who_syncs(path: Path) -> None:
    with holder(path.parent) as other:
        rounds = Rounds(path, FakeSource())
        finished = rounds.sync()
        assert isinstance(finished.error, Busy)
        assert finished.error.pid == other.pid
        assert (finished.outcomes, rounds.events, rounds.source.asked) == ((), [finished], [])
        other.communicate()
    assert rounds.sync().whole


@pytest.mark.skipif(os.name != "posix", reason="no SIGKILL")
def test_the_lock_of_a_killed_process_is_free(path: Path) -> None:
    with holder(path.parent) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
        assert Rounds(path, FakeSource()).sync().whole


@pytest.mark.skipif(os.name != "posix", reason="open files cannot be removed")
def test_a_lock_on_a_removed_file_excludes_nobody(path: Path) -> None:
    with holder(path.parent) as other:
        (path.parent / SYNC_LOCK).unlink()
        lock = SyncLock(path.parent)
        assert lock.take() is None
        second = SyncLock(path.parent)
        assert isinstance(second.take(), Busy)
        lock.release()
        assert second.take() is None
        second.release()
        other.communicate()


@pytest.mark.parametrize("text", ["", "abc", "12x", "9" * 40])
def test_a_lock_file_without_a_number_still_excludes(path: Path, text: str) -> None:
    path.parent.mkdir()
    first = FileLock(path.parent / SYNC_LOCK)
    assert first.acquire(wait=False)
    first.sign(text)
    busy = SyncLock(path.parent).take()
    assert isinstance(busy, Busy)
    assert busy.pid is None
    first.release()


def test_a_crawl_that_was_taken_over_is_lost(path: Path) -> None:
    """As after a long stop of the process, when another has gone on with the run."""
    source = FakeSource(feed=False)
    source.put(*(partner(f"p{number}") for number in range(5)))
    rounds = Rounds(path, source)

    def take_over(asked: str) -> None:
        if asked == "partners:2":
            other = Cache.open(path)
            run = other.book(Collection.PARTNERS).run
            assert run is not None
            other.resume(run)
            other.close()

    source.before = take_over
    failed = rounds.outcome(Collection.PARTNERS, rounds.sync())
    assert isinstance(failed, CollectionFailed)
    assert isinstance(failed.error, Busy)
    assert rounds.ids() == []
    source.before = lambda _: None
    assert rounds.sync().whole
    assert len(rounds.ids()) == 5


def test_bookkeeping_survives_its_writer(path: Path) -> None:
    cache = Cache.open(path)
    with cache.transaction() as connection:
        assert read_book(connection, Collection.HOURS).generation == 0
    cache.close()
