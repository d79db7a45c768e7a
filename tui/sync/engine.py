"""A whole sync: the lock, the cheapest correct way for each collection, and one outcome each."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from .. import __version__
from ..domain.errors import CacheBusy, CacheFull
from ..domain.freshness import Collection
from ..domain.persons import Persons
from ..storage import codec
from ..storage.book.book import Book
from ..storage.cache import Cache
from ..storage.database import Damaged, move_aside, prepare_folder
from ..storage.retention import enforce, forget_glance
from .carry import carry_over
from .events import Event, Finished, Started, Waiting
from .lock import SyncLock
from .manners import considerate
from .memory import asked_for_patience
from .rounds import Round
from .sparing import Sparing
from .work import SourceLike, Work

READING = f"{__version__}/{codec.FORM}"
"""Which version of this program read the records: another one may understand more of them."""


class Syncer:
    """Brings the local copy up to date with its source. Runs in the thread that calls `run`."""

    def __init__(
        self,
        *,
        cache: Path,
        source: SourceLike,
        clock: Callable[[], datetime],
        fingerprint: str,
        persons: Persons = Persons.FULL,
        book: Book | None = None,
    ) -> None:
        """`clock` gives aware times; a new `fingerprint` (address, profile, filter) asks for a crawl.

        So does another choice of how much is kept of `persons`: what was left out can only come with the whole.
        `book` belongs to the thread that calls `run`: its questions are answered first, and changes carried into it.
        """
        self._book = book
        self._path = cache
        self._source = source if persons is Persons.FULL else Sparing(source, persons)
        self._clock = clock
        self._origin = fingerprint
        self._persons = persons

    def run(
        self,
        on_event: Callable[[Event], None],
        cancelled: threading.Event,
        *,
        full: bool = False,
        only: frozenset[Collection] | None = None,
        accept_deletes: bool = False,
    ) -> Finished:
        """Sync all collections, or `only` some; `full` reads them whole even where a cheaper way would do.

        `accept_deletes`: the person has seen that a collection came back empty or halved, and it is right.
        What was read becomes visible in one step at the end. Nothing is asked while the source wants patience.
        Sync errors are part of what is returned; raises CacheError only.
        """
        prepare_folder(self._path.parent)
        lock = SyncLock(self._path.parent)
        busy = lock.take()
        if busy is not None:
            finished = Finished(outcomes=(), error=busy)
        else:
            try:
                finished = self._locked(on_event, cancelled, full=full, only=only, accept_deletes=accept_deletes)
            finally:
                lock.release()
        on_event(finished)
        return finished

    def _locked(
        self,
        on_event: Callable[[Event], None],
        cancelled: threading.Event,
        *,
        full: bool,
        only: frozenset[Collection] | None,
        accept_deletes: bool,
    ) -> Finished:
        collections = tuple(one for one in Collection if only is None or one in only)
        self._source.on_wait(lambda until, attempt: on_event(Waiting(collection=None, until=until, attempt=attempt)))

        begun = threading.Event()

        def attempt() -> Finished:
            enforce(self._path, persons=self._persons, now=self._clock())
            forget_glance(self._path)
            cache = Cache.open(self._path)
            try:
                limited = asked_for_patience(cache.patience(), self._origin, self._clock())
                if limited is not None:
                    return Finished(outcomes=(), error=limited)
                if not begun.is_set():
                    begun.set()
                    on_event(Started(collections=collections))
                cache.claim()
                work = Work(
                    cache=cache,
                    source=self._source,
                    clock=self._clock,
                    origin=self._origin,
                    fingerprint=f"{self._origin}/{READING}/{self._persons}",
                    emit=on_event,
                    cancelled=cancelled,
                    accept_deletes=accept_deletes,
                    book=self._book,
                )
                finished = Round(work, collections, full=full).run()
                if self._book is not None:
                    carry_over(self._path, self._book)
                with suppress(CacheBusy, CacheFull):  # what was brought is safe, and the next sync tidies up
                    cache.tidy()
                return finished
            finally:
                cache.close()

        try:
            with considerate():
                try:
                    return attempt()
                except Damaged:
                    # It can all be fetched again; a second failure is the disk's.
                    move_aside(self._path, self._clock())
                    return attempt()
        finally:
            self._source.on_wait(None)
