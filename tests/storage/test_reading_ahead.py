"""What is read a piece at a time is what would have been read at once, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.storage.copies import change, load
from tests.sync.fakes import agreement, hours, partner
from tui.domain.freshness import Collection
from tui.domain.pieces import PIECE, each, whole
from tui.storage.reader import Reader

MANY = 2 * PIECE + 1

Ahead = Callable[[Reader], Iterator[None]]
Read = Callable[[Reader], tuple[object, ...]]
BOTH = pytest.mark.parametrize(
    ("ahead", "read"),
    [(Reader.hours_ahead, Reader.hours), (Reader.agreements_ahead, Reader.agreements)],
    ids=["hours", "agreements"],
)


@pytest.fixture
def copy(path: Path) -> Path:
    load(path, Collection.PARTNERS, [partner("a", "Aasnes"), partner("b", "Brua")])
    load(path, Collection.HOURS, [hours(f"h{one}", host_id="ab"[one % 2]) for one in range(MANY)])
    load(path, Collection.AGREEMENTS, [agreement(f"g{one}", parties=("a",)) for one in range(MANY)])
    return path


@pytest.mark.parametrize("count", [0, 1, PIECE, MANY])
def test_pieces_come_to_the_whole(count: int) -> None:
    assert whole(each(str, range(count))) == [str(one) for one in range(count)]
    assert len(list(each(str, range(count)))) == count // PIECE


@BOTH
def test_what_was_read_ahead_is_there(ahead: Ahead, read: Read, copy: Path) -> None:
    with closing(Reader.open(copy)) as reader, closing(Reader.open(copy)) as other:
        assert len(list(ahead(reader))) > 4  # two hundred and one of them, gone through twice at least
        assert list(ahead(reader)) == []
        assert read(reader) == read(other)
        assert len(read(reader)) == MANY
        change(copy, Collection.PARTNERS, [partner("a", "Åsnes")])
        assert len(list(ahead(reader))) > 4
        assert read(reader) == read(other)


@BOTH
def test_what_became_different_meanwhile_is_read_anew(ahead: Ahead, read: Read, copy: Path) -> None:
    with closing(Reader.open(copy)) as reader, closing(Reader.open(copy)) as other:
        pieces = ahead(reader)
        next(pieces)
        change(copy, Collection.PARTNERS, [partner("a", "Åsnes")])
        change(copy, Collection.HOURS, deleted=["h0"])
        assert len(list(pieces)) > 3
        assert read(reader) == read(other)


@BOTH
def test_who_could_not_wait_keeps_what_was_read_at_once(ahead: Ahead, read: Read, copy: Path) -> None:
    with closing(Reader.open(copy)) as reader:
        pieces = ahead(reader)
        next(pieces)
        found = read(reader)
        assert len(list(pieces)) > 3
        assert all(one is other for one, other in zip(read(reader), found, strict=True))
