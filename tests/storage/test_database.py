"""Opening the file: whose it is, which version, what is wrong with it, and what may be done about that."""

from __future__ import annotations

import os
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.storage.copies import load
from tests.sync.fakes import NOW, partner
from tui.domain.errors import CacheBroken, CacheForeign, CacheReadOnly, CacheTooNew
from tui.domain.freshness import Collection
from tui.storage import database, migrations
from tui.storage.cache import Cache
from tui.storage.database import Damaged, has_log, move_aside, open_reader, open_writer
from tui.storage.network import kind_of
from tui.storage.reader import Reader

NOBODY = 65534


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def pragma(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_folder_and_files_are_for_the_owner_only(path: Path) -> None:
    connection = open_writer(path)
    connection.execute("INSERT INTO meta VALUES ('a', 'b')")
    names = ("cache.db", "cache.db-wal", "cache.db-shm", "write.lock")
    assert [mode(path.parent), *(mode(path.with_name(name)) for name in names)] == [0o700] + [0o600] * 4
    connection.close()


def test_rights_that_were_widened_are_narrowed_again(path: Path) -> None:
    open_writer(path).close()
    path.chmod(0o644)
    path.parent.chmod(0o755)
    open_writer(path).close()
    assert (mode(path.parent), mode(path)) == (0o700, 0o600)


def test_the_connection_is_set_up(path: Path) -> None:
    connection = open_writer(path)
    wanted = {
        "journal_mode": "wal",
        "synchronous": 1,
        "busy_timeout": 5000,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "mmap_size": 0,
        "secure_delete": 1,
        "application_id": migrations.APPLICATION_ID,
        "user_version": len(migrations.MIGRATIONS),
    }
    assert {name: pragma(connection, name) for name in wanted} == wanted
    assert connection.isolation_level is None
    connection.close()


def test_a_reader_cannot_write(path: Path) -> None:
    open_writer(path).close()
    reader = open_reader(path)
    assert reader is not None
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("INSERT INTO meta VALUES ('a', 'b')")
    reader.close()


@pytest.mark.parametrize("opened", [open_writer, open_reader])
def test_a_symbolic_link_is_refused(path: Path, opened: object) -> None:
    open_writer(path).close()
    path.rename(path.with_name("elsewhere.db"))
    path.symlink_to("elsewhere.db")
    with pytest.raises(CacheForeign):
        opened(path)  # type: ignore[operator]


def test_a_linked_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "linked").symlink_to("real")
    with pytest.raises(CacheForeign):
        open_writer(tmp_path / "linked" / "cache.db")


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "default").write_text("")
    with pytest.raises(CacheForeign):
        open_writer(tmp_path / "default" / "cache.db")


@pytest.mark.skipif(os.name != "posix", reason="no owners")
def test_another_users_file_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_writer(path).close()
    other = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: other)
    with pytest.raises(CacheForeign):
        open_writer(path)
    with pytest.raises(CacheForeign):
        open_reader(path)


def test_an_empty_file_is_a_new_copy(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    assert open_reader(path) is None
    open_writer(path).close()
    reader = open_reader(path)
    assert reader is not None
    reader.close()


@pytest.mark.parametrize("setup", ["CREATE TABLE theirs (a)", "PRAGMA application_id = 7", "PRAGMA user_version = 3"])
def test_another_programs_database_is_left_alone(path: Path, setup: str) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as theirs:
        theirs.execute(setup)
    theirs.close()
    before = path.read_bytes()
    for opened in (open_writer, open_reader):
        with pytest.raises(CacheForeign):
            opened(path)
    assert path.read_bytes() == before


def test_a_later_version_is_left_alone(path: Path) -> None:
    connection = open_writer(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    for opened in (open_writer, open_reader):
        with pytest.raises(CacheTooNew) as caught:
            opened(path)
        assert (caught.value.found, caught.value.known) == (99, len(migrations.MIGRATIONS))


@pytest.mark.parametrize("content", [b"<html>login</html>" * 300, b"SQLite format 3\0" + b"\xff" * 8000])
def test_garbage_is_told_from_a_database(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    for opened in (open_writer, open_reader):
        with pytest.raises(CacheBroken):
            opened(path)


def test_a_truncated_file_is_broken_for_readers(path: Path) -> None:
    load(path, Collection.PARTNERS, [partner(str(number)) for number in range(300)])
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    with pytest.raises(Damaged), closing(Reader.open(path)) as reader:
        reader.partners().window(0, 300)


def test_damaged_files_are_moved_aside_and_one_is_kept(path: Path) -> None:
    for second in (1, 2):
        load(path, Collection.PARTNERS, [partner("a")])
        kept = move_aside(path, NOW.replace(second=second))
    assert not path.exists()
    assert [one.name for one in path.parent.glob("*corrupt*")] == [kept.name] == ["cache.db.corrupt-20261123T080002Z"]


def test_a_failed_migration_leaves_the_old_version(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(path, Collection.PARTNERS, [partner("a")])
    known = len(migrations.MIGRATIONS)
    monkeypatch.setattr(
        migrations, "MIGRATIONS", (*migrations.MIGRATIONS, ("CREATE TABLE more (a)", "CREATE TABLE oops ("))
    )
    with pytest.raises(CacheBroken):
        open_writer(path)
    monkeypatch.undo()
    connection = open_writer(path)
    assert pragma(connection, "user_version") == known
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'more'").fetchone() == (0,)
    connection.close()


def test_a_migration_is_taken_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(path, Collection.PARTNERS, [partner("a")])
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, ("CREATE TABLE more (a)",)))
    for _ in range(2):
        connection = open_writer(path)
        assert pragma(connection, "user_version") == len(migrations.MIGRATIONS)
        assert connection.execute("SELECT count(*) FROM partner").fetchone() == (1,)
        connection.close()


def test_older_sqlite_gets_what_it_understands(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 33, 0))
    load(path, Collection.PARTNERS, [partner("a", "Sentral for frivillige")])
    load(path, Collection.PARTNERS, [partner("a", "Frivilligsentral")])
    reader = Reader.open(path)
    assert [len(reader.partners(text)) for text in ("friv", "sentral")] == [1, 0]
    reader.close()


def test_many_start_at_once_on_nothing(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        for cache in pool.map(lambda _: open_in_thread(path), range(8)):
            assert cache == len(migrations.MIGRATIONS)


def open_in_thread(path: Path) -> object:
    connection = open_writer(path)
    try:
        return pragma(connection, "user_version")
    finally:
        connection.close()


def test_a_file_replaced_under_the_writer_is_noticed(path: Path) -> None:
    cache = Cache.open(path)
    for name in ("cache.db", "cache.db-wal", "cache.db-shm"):
        path.with_name(name).unlink()
    with pytest.raises(CacheBroken):
        cache.forget(Collection.HOURS)
    cache.close()


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder of an ordinary user, who we then are: file rights mean nothing to root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root = os.geteuid() == 0
        if root:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        try:
            yield folder / "default" / "cache.db"
        finally:
            if root:
                os.seteuid(0)


@pytest.mark.skipif(os.name != "posix", reason="no file rights")
def test_a_read_only_folder_is_read_and_not_written(shared: Path) -> None:
    load(shared, Collection.PARTNERS, [partner("a", "Ås")])
    assert not has_log(shared)
    shared.chmod(0o400)
    shared.parent.chmod(0o500)
    try:
        reader = Reader.open(shared)
        assert [row.name for row in reader.partners().window(0, 9)] == ["Ås"]
        reader.close()
        with pytest.raises(CacheReadOnly):
            Cache.open(shared)
    finally:
        shared.parent.chmod(0o700)


@pytest.mark.skipif(os.name != "posix", reason="no file rights")
def test_a_parent_that_cannot_be_written_is_read_only(shared: Path) -> None:
    shared.parent.parent.chmod(0o500)
    with closing(Reader.open(shared)) as reader:
        assert reader.states()[0].never_fetched
    with pytest.raises(CacheReadOnly):
        open_writer(shared)


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/home/kari/.cache", "nfs4"), ("/home", "nfs4"), ("/homestead", "ext4"), ("/home/kari/my disk/x", "fuse.sshfs")],
)
def test_the_innermost_mount_decides(folder: str, kind: str) -> None:
    mounts = (
        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
        "30 22 0:40 / /home rw shared:2 master:1 - nfs4 server:/home rw\n"
        "31 30 0:41 / /home/kari/my\\040disk rw - fuse.sshfs kari@host: rw\n"
        "nonsense\n"
    )
    assert kind_of(Path(folder), mounts) == kind


def test_on_a_shared_file_system_there_is_no_write_ahead_log(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "on_network", lambda _: True)
    connection = open_writer(path)
    assert pragma(connection, "journal_mode") == "delete"
    connection.close()
