"""The file of the book: whose it is, what is wrong with it, and what survives."""

from __future__ import annotations

import os
import sqlite3
import stat
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tui.domain.errors import BookError, BookFault
from tui.domain.identity import partner_subject
from tui.storage.book.book import Book
from tui.storage.book.schema import APPLICATION_ID, MIGRATIONS, schema
from tui.storage.database import WRITE_LOCK
from tui.storage.filelock import FileLock

from .shelf import BRUA, Shelf, partner_of

NOBODY = 65534
PARTNER = partner_subject(partner_of(BRUA))
GOOD, BAD = ("ALTER TABLE note ADD COLUMN colour TEXT",), ("DROP TABLE note", "CREATE TABLE oops (")


def written(shelf: Shelf) -> None:
    with shelf.book() as book:
        book.note(PARTNER, "et notat")


def texts(shelf: Shelf) -> list[str]:
    with shelf.book() as book:
        return [one.text for one in book.notes()]


def test_it_is_for_its_owner_only_and_written_with_care(shelf: Shelf) -> None:
    with shelf.book() as book:
        book.note(PARTNER, "et notat")
        modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in shelf.path.parent.iterdir()}
        assert set(modes.values()) == {0o600}
        assert {"book.db", "book.db-wal"} <= set(modes)
        with book.transaction() as connection:
            pragmas = ("synchronous", "journal_mode", "application_id", "secure_delete", "foreign_keys")
            found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas]
        assert found == [2, "wal", APPLICATION_ID, 1, 1]
    for folder in (shelf.path.parent, shelf.path.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def spoil(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 500)


def take_over(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE other (a)")
    path.chmod(0o600)


def grow_old(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize(
    ("harm", "fault"), [(spoil, BookFault.BROKEN), (take_over, BookFault.FOREIGN), (grow_old, BookFault.TOO_NEW)]
)
def test_a_book_that_cannot_be_read_is_empty_with_a_reason_and_left_alone(
    shelf: Shelf, harm: Callable[[Path], None], fault: BookFault
) -> None:
    written(shelf)
    harm(shelf.path)
    before = shelf.path.read_bytes()
    with shelf.book() as book:
        assert (book.notes(), book.baselines(), len(book.changes()), book.unreviewed()) == ((), (), 0, ())
        assert book.trouble is not None
        assert book.trouble.fault is fault
        with pytest.raises(BookError) as caught:
            book.note(PARTNER, "mer")
        assert (caught.value.fault, caught.value.path) == (fault, shelf.path)
    assert shelf.path.read_bytes() == before


def test_a_book_that_is_mended_is_read_again(shelf: Shelf) -> None:
    written(shelf)
    with shelf.book() as book:
        kept = shelf.path.with_name("kept")
        shelf.path.rename(kept)
        spoil(shelf.path)
        assert (book.notes(), book.trouble is None) == ((), False)
        kept.replace(shelf.path)
        assert ([one.text for one in book.notes()], book.trouble) == (["et notat"], None)
        book.note(PARTNER, "mer")


@pytest.fixture
def unprivileged() -> Iterator[Shelf]:
    """As somebody whom file rights bind."""
    with tempfile.TemporaryDirectory() as name:
        root = os.geteuid() == 0
        if root:
            os.chown(name, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        try:
            yield Shelf(Path(name))
        finally:
            if root:
                os.seteuid(0)


def test_a_folder_that_cannot_be_written_can_be_read(unprivileged: Shelf) -> None:
    written(unprivileged)
    folder = unprivileged.path.parent
    unprivileged.path.chmod(0o400)
    folder.chmod(0o500)
    try:
        with unprivileged.book() as book:
            assert ([one.text for one in book.notes()], book.trouble) == (["et notat"], None)
            with pytest.raises(BookError) as caught:
                book.note(PARTNER, "mer")
            assert caught.value.fault is BookFault.READ_ONLY
    finally:
        folder.chmod(0o700)


def test_where_no_folder_can_be_made_nothing_is_noted(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    shelf = Shelf(tmp_path)
    with shelf.book() as book, pytest.raises(BookError):
        book.note(PARTNER, "mer")


def test_whoever_holds_the_lock_for_long_is_waited_for_and_then_named(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(shelf)
    monkeypatch.setattr("tui.storage.filelock.PATIENCE", 0.01)
    with shelf.book() as book, FileLock(shelf.path.parent / WRITE_LOCK):
        with pytest.raises(BookError) as caught:
            book.note(PARTNER, "mer")
        assert caught.value.fault is BookFault.BUSY
        assert len(book.notes()) == 1  # reading goes on


def test_several_instances_write_at_once(shelf: Shelf) -> None:
    def write(name: str) -> None:
        with shelf.book() as book:
            for number in range(10):
                book.note(PARTNER, f"{name}{number}")

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(texts(shelf)) == sorted(f"{name}{number}" for name in "abc" for number in range(10))


def test_an_instance_sees_what_another_wrote(shelf: Shelf) -> None:
    with shelf.book() as book, shelf.book() as other:
        before = book.version()
        other.note(PARTNER, "der borte")
        assert book.version() != before
        assert [one.text for one in book.notes()] == ["der borte"]


def test_before_a_migration_a_copy_is_kept(shelf: Shelf) -> None:
    written(shelf)
    with closing(Book(shelf.path, shelf.clock, schema((*MIGRATIONS, GOOD)))) as book:
        assert [one.text for one in book.notes()] == ["et notat"]
        assert book.number("PRAGMA user_version") == 2
    kept = shelf.path.with_name("book.db.v1")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with closing(Book(kept, shelf.clock)) as book:
        assert [one.text for one in book.notes()] == ["et notat"]
    assert not list(shelf.path.parent.glob("*.part*"))


def test_a_failed_migration_leaves_the_book_as_it_was(shelf: Shelf) -> None:
    written(shelf)
    with closing(Book(shelf.path, shelf.clock, schema((*MIGRATIONS, GOOD, BAD)))) as book:
        assert (book.notes(), book.trouble is None) == ((), False)
        with pytest.raises(BookError):
            book.note(PARTNER, "mer")
    assert texts(shelf) == ["et notat"]
    with shelf.book() as book:
        assert (book.number("PRAGMA user_version"), book.rows("PRAGMA integrity_check")) == (1, [("ok",)])


def test_what_was_removed_is_erased_when_it_can_no_longer_be_taken_back(shelf: Shelf) -> None:
    with shelf.book() as book:
        book.note(PARTNER, "hemmeligheten")
        book.remove_note(book.notes()[0])
        for number in range(200):
            book.raise_point(PARTNER, f"punkt {number}")
        with book.transaction() as connection:
            connection.execute("PRAGMA secure_delete").fetchone()
    assert b"hemmeligheten" not in shelf.path.read_bytes()
