"""Whatever goes wrong, no connection is left for somebody else to close: locks and files would stay with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.storage.copies import load
from tests.storage.test_retention import somebody
from tests.sync.fakes import NOW, FakeSource, partner
from tests.sync.rounds import Rounds
from tui.domain.errors import CacheError
from tui.domain.freshness import Collection
from tui.domain.persons import Persons
from tui.domain.retention import PERSONS_KEPT
from tui.storage import filelock, migrations
from tui.storage.cache import Cache
from tui.storage.database import WRITE_LOCK, open_reader, open_writer
from tui.storage.filelock import FileLock
from tui.storage.reader import Reader
from tui.storage.refuge import duplicate
from tui.storage.retention import enforce
from tui.storage.verify import verify
from tui.storage.wipe import wipe_copy, wipe_database


class Tracked(sqlite3.Connection):
    """Known as open until it is closed by somebody."""

    left: set[int] = set()  # noqa: RUF012 - one for all is the point

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.left.add(id(self))

    def close(self) -> None:
        self.left.discard(id(self))
        super().close()


@pytest.fixture(autouse=True)
def tracked(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[int]]:
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *words, **named: real(*words, factory=Tracked, **named))
    Tracked.left.clear()
    yield Tracked.left
    Tracked.left.clear()


def garbage(path: Path) -> None:
    path.write_bytes(b"x" * 9000)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def of_later_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 999")


def of_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA application_id = 1")


def of_a_version_nobody_can_bring_up_to_date(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 1")  # its columns are there already


def with_a_record_nobody_can_read(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE record SET body = x'7b22636f6e7461637473223a'")
        connection.commit()


def without_a_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE record")


def linked(path: Path) -> None:
    path.rename(path.with_name("elsewhere.db"))
    path.symlink_to(path.with_name("elsewhere.db"))


def empty(path: Path) -> None:
    path.write_bytes(b"")


def sound(path: Path) -> None:
    assert path.exists()


STATES = (
    garbage, truncated, of_later_version, of_another_program, of_a_version_nobody_can_bring_up_to_date,
    with_a_record_nobody_can_read, without_a_table, linked, empty, sound,
)  # fmt: skip


def open_and_read(path: Path) -> None:
    with closing(Reader.open(path)) as reader:
        reader.states()
        reader.partners("lag").window(0, 10)


def open_and_write(path: Path) -> None:
    cache = Cache.open(path)
    try:
        cache.live(Collection.PARTNERS)
        cache.tidy()
    finally:
        cache.close()


def close_again(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        connection.close()


def sync(path: Path) -> None:
    source = FakeSource()
    source.put(partner("p1"))
    Rounds(path, source).sync(accept_deletes=True)


USES: tuple[Callable[[Path], object], ...] = (
    lambda path: close_again(open_reader(path)),
    lambda path: close_again(open_writer(path)),
    open_and_read,
    open_and_write,
    verify,
    lambda path: enforce(path, persons=Persons.FULL, now=NOW + PERSONS_KEPT),
    lambda path: enforce(path, persons=Persons.NAMES, now=NOW),
    wipe_copy,
    wipe_database,
    lambda path: duplicate(path, path.with_name("other") / "cache.db"),
    sync,
)


@pytest.mark.parametrize("use", range(len(USES)))
@pytest.mark.parametrize("state", STATES)
def test_every_connection_is_closed(path: Path, tracked: set[int], state: Callable[[Path], None], use: int) -> None:
    load(path, Collection.PARTNERS, [partner(f"p{number}", f"Lag {number}", contacts=(somebody("1"),))
                                     for number in range(50)])  # fmt: skip
    state(path)
    with suppress(CacheError):
        USES[use](path)
    assert tracked == set()


@pytest.mark.parametrize("use", range(len(USES)))
def test_nor_is_one_left_where_another_writes_for_too_long(
    path: Path, tracked: set[int], monkeypatch: pytest.MonkeyPatch, use: int
) -> None:
    load(path, Collection.PARTNERS, [partner("p1", contacts=(somebody("1"),))])
    monkeypatch.setattr(filelock, "PATIENCE", 0.0)
    lock = FileLock(path.parent / WRITE_LOCK)
    assert lock.acquire()
    with suppress(CacheError):
        USES[use](path)
    lock.release()
    assert tracked == set()


@pytest.mark.parametrize("use", range(len(USES)))
def test_nor_where_a_migration_fails_halfway(
    path: Path, tracked: set[int], monkeypatch: pytest.MonkeyPatch, use: int
) -> None:
    load(path, Collection.PARTNERS, [partner("p1")])
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, ("CREATE TABLE meta (key TEXT)",)))
    with suppress(CacheError):
        USES[use](path)
    assert tracked == set()


def test_what_is_left_open_would_be_seen(path: Path, tracked: set[int]) -> None:
    left = open_writer(path)
    assert tracked == {id(left)}
    left.close()
