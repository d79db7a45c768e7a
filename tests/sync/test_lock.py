"""One sync at a time, between processes."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sync.fakes import FakeSource, agreement, partner
from tests.sync.rounds import Rounds, content
from tui.domain.errors import Busy, CacheBusy
from tui.domain.freshness import Collection
from tui.storage import database, filelock
from tui.storage.books import read_book
from tui.storage.cache import Cache
from tui.storage.database import WRITE_LOCK
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
    assert first.acquire()
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


def stopped(path: Path, source: FakeSource, at: str) -> int:
    """Another process that syncs, and is stopped when this is asked; its number."""
    child = os.fork()
    if child == 0:

        def stop(asked: str) -> None:
            if asked == at:
                os.kill(os.getpid(), signal.SIGSTOP)

        source.before = stop
        code = 1
        try:
            code = 33 if isinstance(Rounds(path, source).sync().error, Busy) else 2
        finally:
            os._exit(code)
    _, status = os.waitpid(child, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    return child


@pytest.mark.skipif(os.name != "posix", reason="no SIGSTOP")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(
    ("feed", "at"),
    [(False, "identify"), (False, "hours:0"), (False, "partners:1"), (False, "agreements:0"), (True, "changes:6")],
)
def test_8_33_a_stopped_sync_that_was_overtaken_changes_nothing_more(
    path: Path, first: bool, feed: bool, at: str
) -> None:
    def source(name: str) -> FakeSource:
        made = FakeSource(feed=feed)
        made.put(*(partner(f"p{number}", name) for number in range(5)), agreement("x"))
        return made

    if not first:
        Rounds(path, source("Eldst")).sync()
    elif feed:
        at = "changes:None"
    if at == "identify" and not first:
        at = "hours:0"  # what the source is like is remembered
    older, newer = source("Gammel"), source("Ny")
    if feed:
        older.put(partner("p0", "Gammel"))
        newer.put(partner("p0", "Ny"), partner("p1", "Ny"))
    child = stopped(path, older, at)
    # a lock file that is no more excludes nobody: the way another gets in while the holder hangs
    (path.parent / SYNC_LOCK).unlink()
    assert Rounds(path, newer).sync(full=not feed).whole
    after = content(path)
    assert after[1]
    os.kill(child, signal.SIGCONT)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 33
    assert content(path) == after
    assert Rounds(path, newer).sync().whole


def test_34_a_writer_that_hangs_is_not_waited_for_for_ever(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filelock, "PATIENCE", 0.05)
    rounds = Rounds(path, FakeSource(feed=False))
    rounds.sync()
    hanging = FileLock(path.parent / WRITE_LOCK)
    assert hanging.acquire()
    with pytest.raises(CacheBusy):
        rounds.sync()
    hanging.release()
    assert rounds.sync().whole


def test_a_writer_that_hangs_in_the_middle_of_a_sync(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filelock, "PATIENCE", 0.05)
    hanging = FileLock(path.parent / WRITE_LOCK)
    source = FakeSource(feed=False)
    source.put(partner("a"))
    rounds = Rounds(path, source)

    def hang(asked: str) -> None:
        if asked == "partners:0":
            assert hanging.acquire()

    source.before = hang
    with pytest.raises(CacheBusy):
        rounds.sync()
    hanging.release()
    source.before = lambda _: None
    assert rounds.sync().whole
    assert rounds.ids() == ["a"]


def test_a_strangers_transaction_is_waited_for_twice(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 20)
    rounds = Rounds(path, FakeSource(feed=False))
    rounds.sync()
    stranger = sqlite3.connect(path, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(CacheBusy):
        rounds.sync()
    stranger.execute("ROLLBACK")
    stranger.close()
    assert rounds.sync().whole


def test_the_write_lock_is_never_held_while_the_source_is_asked(path: Path) -> None:
    source = FakeSource(feed=False)
    source.put(partner("a"), partner("b"), partner("c"))

    def look(asked: str) -> None:
        lock = FileLock(path.parent / WRITE_LOCK)
        assert lock.acquire(), asked
        lock.release()
        assert isinstance(SyncLock(path.parent).take(), Busy), asked

    source.before = look
    assert Rounds(path, source).sync().whole


def test_a_reader_does_not_keep_a_sync_from_ending(path: Path) -> None:
    source = FakeSource(feed=False)
    source.put(partner("a"))
    rounds = Rounds(path, source)
    rounds.sync()
    looking = sqlite3.connect(path, isolation_level=None)
    looking.execute("BEGIN")
    looking.execute("SELECT count(*) FROM record").fetchone()
    source.put(partner("b"))
    assert rounds.sync(full=True).whole
    assert looking.execute("SELECT count(*) FROM record").fetchone() == (1,)
    looking.close()
    assert rounds.ids() == ["a", "b"]
