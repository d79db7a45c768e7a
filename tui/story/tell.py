"""Beginning the demo: a copy of two weeks ago, synced for real, a book with something in it, and a source gone on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from ..domain.errors import BookError
from ..server.identity import Ids
from ..storage.book.book import Book
from ..storage.reader import Reader
from .book import Clock, Writer
from .compose import Served, compose, monday_of, namespace

EARLIER = timedelta(days=13)
"""How long ago the copy of the demo was synced: a day less, and contact persons would be due to be erased."""
LATELY = timedelta(days=1)
"""Before this the last entry of the book was written."""

_ZONE = ZoneInfo("Europe/Oslo")

Clockwork = Callable[[], datetime]


def serve_now(served: Served, clock: Clockwork, version: str) -> None:
    """See to it that the folder holds the present state, of the week it was first composed for. Raises CacheError."""
    if served.week(version) is None:
        monday = monday_of(clock().astimezone(_ZONE).date())
        _then, now = compose(monday)
        served.write(now, monday, version)


def tell(
    served: Served,
    clock: Clockwork,
    version: str,
    *,
    start: Callable[[], str],
    sync: Callable[[str, Clockwork], bool],
    open_book: Callable[[Clockwork], Book],
    copy: Path,
) -> str:
    """Begin anew, where neither a copy nor a book is; the address of the server, which has the present state now.

    `start` starts it on the folder, `sync` brings the copy up to date from an address as if it were then, and says
    whether it is whole. A book that cannot be written stays empty. Raises SamspillError.
    """
    now, monday = clock(), monday_of(clock().astimezone(_ZONE).date())
    then, present = compose(monday)
    served.write(then, monday, version)
    url = start()
    then_clock = Clock(now - EARLIER)
    if sync(url, then_clock):
        with closing(Reader.open(copy)) as reader, closing(open_book(then_clock)) as book, suppress(BookError):
            Writer(book, then_clock, reader, Ids(namespace()), now - LATELY).write()
    served.write(present, monday, version)
    return url
