"""Faults 11 to 29: full, failing, foreign and damaged disks and files."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.api.rawserver import RawServer
from tests.campaigns.interrupt import Sync, dies, traced
from tests.campaigns.invariants import check_sound, look
from tests.faults.bench import NOW, Bench, World, organization
from tests.running import configured, run
from tui.domain.errors import CacheError, CacheReadOnly
from tui.present.errors import sentence
from tui.storage.migrations import MIGRATIONS

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no fork, no limits"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]
PAGE = 4096
FAILED_AS_SAID = 3


class Disk:
    """A disk that can be filled up: a file system of its own, or where none can be mounted, a limit of the database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", "size=4m", "samspill-test", str(folder)]
        self.mounted = os.geteuid() == 0 and subprocess.run(command, check=False, capture_output=True).returncode == 0
        self.room: int | None = None

    def close(self) -> None:
        if self.mounted:
            subprocess.run(["umount", "-l", str(self.folder)], check=True)

    def fill(self, room: int = 0) -> None:
        """Until only so many bytes are left."""
        self.room = room
        if self.mounted:
            with (self.folder / "ballast").open("ab", buffering=0) as file:
                with suppress(OSError):
                    while True:
                        file.write(bytes(PAGE))
                file.truncate(max(0, file.tell() - room))

    def clear(self) -> None:
        self.room = None
        (self.folder / "ballast").unlink(missing_ok=True)

    def limit(self, connection: sqlite3.Connection) -> None:
        if not self.mounted and self.room is not None:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            (size,) = connection.execute("PRAGMA page_size").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages + self.room // size}")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    made = Disk(tmp_path / "disk")
    yield made
    made.close()


@pytest.fixture
def small(disk: Disk, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A copy on that disk."""
    real = sqlite3.connect

    def connect(*words: object, **more: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = real(*words, **more)  # type: ignore[call-overload]
        disk.limit(connection)
        return connection

    if not disk.mounted:
        monkeypatch.setattr(sqlite3, "connect", connect)
    bench.path = disk.folder / "default" / "cache.db"
    return bench


def many(count: int) -> list[dict[str, object]]:
    """Too much for the disk."""
    return [organization(f"n{number}", description=f"{number} " * 300) for number in range(count)]


def test_fault_11_full_while_pages_come(small: Bench, disk: Disk) -> None:
    world = World()
    with RawServer(world.answer) as server:
        assert small.sync(server.url).whole
        before = small.seen()
        world.collections["organizations"] += many(1500)
        disk.fill(room=64 * PAGE)
        for _ in range(2):
            with pytest.raises(CacheError) as caught:
                small.sync(server.url)
            assert "full" in str(caught.value.__cause__)
            assert small.seen().values == before.values
            check_sound(small.path)
        disk.clear()
        del world.collections["organizations"][200:]
        assert small.sync(server.url).whole
        assert len(small.names()) == 200


def test_fault_12_full_at_the_promotion(small: Bench, disk: Disk) -> None:
    world = World()
    with RawServer(world.answer) as server:
        assert small.sync(server.url).whole
        before = small.seen()
        world.collections["organizations"] += many(150)

        def fill(what: str) -> None:
            if what.startswith("INSERT INTO record"):
                disk.fill()

        stop = traced(fill)
        try:
            if disk.mounted:
                with pytest.raises(CacheError):
                    small.sync(server.url)
                after = small.seen()
                assert (after.values, after.generations) == (before.values, before.generations)
        finally:
            stop()
        check_sound(small.path)
        disk.clear()
        assert small.sync(server.url).whole
        assert len(small.names()) == 153


def test_fault_13_full_from_the_start_while_one_reads(small: Bench, disk: Disk) -> None:
    with RawServer(World().answer) as server:
        assert small.sync(server.url).whole
        with closing(small.reader()) as reader:
            disk.fill()
            assert len(reader.partners()) == 3
            with closing(small.reader()) as second:
                assert len(second.partners()) == 3
            with suppress(CacheError):
                small.sync(server.url)
            assert [row.id for row in reader.partners().window(0, 9)] == ["a", "b", "c"]
        disk.clear()
        assert small.sync(server.url).whole


def in_a_child(task: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        code = 4
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            task()
            code = 0
        except CacheError:
            code = FAILED_AS_SAID
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_fault_14_a_quota(bench: Bench) -> None:
    """No file may grow beyond a size: the kernel refuses the write, whatever room the disk has."""
    world = World()
    with RawServer(world.answer) as server:
        assert bench.sync(server.url).whole
        before = bench.seen()
        world.collections["organizations"] += many(400)
        asked = len(server.requests)

        def limited() -> None:
            room = bench.path.stat().st_size + 64 * 1024
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
            bench.sync(server.url)

        assert in_a_child(limited) == FAILED_AS_SAID
        tried = len(server.requests) - asked
        assert bench.seen().values == before.values
        check_sound(bench.path)
        asked = len(server.requests)
        assert bench.sync(server.url).whole
        assert tried <= len(server.requests) - asked, "it was tried again and again"
        assert len(bench.names()) == 403


def test_fault_16_no_place_for_a_copy(bench: Bench) -> None:
    """The folder cannot be made: reading says never fetched, and a sync says why it cannot be.

    The program never comes so far: tests/test_refuge.py shows that it works on a copy in memory instead.
    """
    blocked = bench.path.parent.parent / "blocked"
    blocked.write_text("a file where a folder should be", encoding="utf-8")
    bench.path = blocked / "default" / "cache.db"
    with closing(bench.reader()) as reader:
        assert all(state.never_fetched for state in reader.states())
    with RawServer(World().answer) as server:
        with pytest.raises(CacheError) as caught:
            bench.sync(server.url)
        assert isinstance(caught.value, CacheReadOnly)
        assert str(blocked) in sentence(caught.value)
        assert server.requests == []


@pytest.mark.parametrize("ends", [("-wal",), ("-shm",), ("-wal", "-shm")])
def test_fault_24_the_log_is_deleted_under_us(bench: Bench, ends: tuple[str, ...]) -> None:
    world = World()
    with RawServer(world.answer) as server:
        assert bench.sync(server.url).whole
        with closing(bench.reader()) as reader:
            assert len(reader.partners()) == 3
            with closing(sqlite3.connect(bench.path)) as other:
                other.execute("UPDATE meta SET value = value")
                other.commit()
                for end in ends:
                    bench.path.with_name(bench.path.name + end).unlink(missing_ok=True)
            world.collections["organizations"].append(organization("d"))
            for _ in range(2):
                with suppress(CacheError):
                    bench.sync(server.url)
            with suppress(CacheError):
                reader.data_version()
        assert bench.sync(server.url).whole
        assert sorted(bench.names()) == ["a", "b", "c", "d"]
        check_sound(bench.path)


@pytest.mark.parametrize("number", [1, 2, 5, 9])
def test_fault_28_killed_while_the_schema_is_made(bench: Bench, number: int) -> None:
    left = [number]

    def fatal(_: int, what: str) -> bool:
        left[0] -= what.lstrip().startswith("CREATE")
        return left[0] == 0

    with RawServer(World().answer) as server:
        sync = Sync(bench.path, server.url, NOW)
        assert dies(sync, fatal)
        with closing(sqlite3.connect(bench.path)) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        assert (version, tables) == (0, 0) or (version == len(MIGRATIONS) and tables > 5)
        assert sync.run().whole
        assert len(look(bench.path).ids("organizations")) == 3


def test_fault_13_full_at_the_start(small: Bench, disk: Disk) -> None:
    """Not even the index of the write-ahead log finds room; what is in the file can be read all the same."""
    with RawServer(World().answer) as server:
        assert small.sync(server.url).whole
        disk.fill()
        with closing(small.reader()) as reader:
            assert [row.id for row in reader.partners().window(0, 9)] == ["a", "b", "c"]
        disk.clear()
        assert small.sync(server.url).whole


def test_fault_22_one_flipped_bit(tmp_path: Path) -> None:
    """SQLite's own check does not see it; ours does, and a whole sync puts it right."""
    home = tmp_path / "home"
    path = home / "cache" / "test" / "cache.db"
    with RawServer(World().answer) as server:
        configured(home, server.url)
        assert run(home, "sync").returncode == 0
        before = look(path)
        with closing(sqlite3.connect(path)) as connection:
            (body,) = connection.execute("SELECT body FROM record WHERE collection = 'partners' LIMIT 1").fetchone()
        data = bytearray(path.read_bytes())
        assert data.count(body) == 1
        data[data.index(body) + body.index(b"Lag ") + 4] ^= 1
        path.write_bytes(data)
        check_sound(path)
        assert look(path).values != before.values
        assert run(home, "cache", "verify").returncode == 5
        assert run(home, "sync", "--full").returncode == 0
        assert run(home, "cache", "verify").returncode == 0
        assert look(path).values == before.values
