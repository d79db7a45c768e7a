"""After a sync, and when the app opens: what became different goes from the local copy into the book."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from ..domain.errors import BookError, CacheError
from ..storage.book.book import Book
from ..storage.book.carry import Carried, carry
from ..storage.reader import Reader


def carry_over(copy: Path, book: Book) -> Carried | None:
    """None where one of the two files could not be used: the journal keeps it all for the next time."""
    try:
        with closing(Reader.open(copy)) as reader:
            return carry(reader, book)
    except (BookError, CacheError):
        return None


def catch_up(reader: Reader, book: Book) -> Carried | None:
    """What a sync that died left behind, or one whose book could not be written. None as above."""
    try:
        return carry(reader, book)
    except (BookError, CacheError):
        return None
