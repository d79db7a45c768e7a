"""A whole sync: the lock, the cheapest correct way for each collection, and one outcome each."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from ..api.source import Identity
from ..domain.errors import Cancelled, Gone, NotFound, SyncError
from ..domain.freshness import Collection
from ..storage.cache import Cache
from ..storage.database import Damaged, move_aside, prepare_folder
from . import policy
from .crawl import Outcome, crawl
from .events import CollectionDone, CollectionFailed, Event, Finished, Started, Waiting
from .feed import follow
from .lock import SyncLock
from .policy import Way
from .work import SourceLike, Work


class Syncer:
    """Brings the local copy up to date with its source. Runs in the thread that calls `run`."""

    def __init__(self, *, cache: Path, source: SourceLike, clock: Callable[[], datetime], fingerprint: str) -> None:
        """`clock` gives aware times; a new `fingerprint` (address, profile, filter) asks for a crawl."""
        self._path = cache
        self._source = source
        self._clock = clock
        self._fingerprint = fingerprint

    def run(
        self,
        on_event: Callable[[Event], None],
        cancelled: threading.Event,
        *,
        full: bool = False,
        only: frozenset[Collection] | None = None,
        accept_deletes: bool = False,
    ) -> Finished:
        """Sync all collections, or `only` some; `full` reads them whole even where the change feed would do.

        `accept_deletes`: the person has seen that a collection came back empty or halved, and it is right.
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
        on_event(Started(collections=collections))
        self._source.on_wait(lambda until, attempt: on_event(Waiting(collection=None, until=until, attempt=attempt)))

        def attempt() -> Finished:
            cache = Cache.open(self._path)
            try:
                work = Work(
                    cache=cache,
                    source=self._source,
                    clock=self._clock,
                    fingerprint=self._fingerprint,
                    emit=on_event,
                    cancelled=cancelled,
                    accept_deletes=accept_deletes,
                )
                finished = Round(work, collections, full=full).run()
                cache.tidy()
                return finished
            finally:
                cache.close()

        try:
            return attempt()
        except Damaged:
            # It can all be fetched again; a second failure is the disk's.
            move_aside(self._path, self._clock())
            return attempt()
        finally:
            self._source.on_wait(None)


class Round:
    """One pass over the collections. One that fails does not stop the others, unless all would fail alike."""

    def __init__(self, work: Work, collections: Sequence[Collection], *, full: bool) -> None:
        self._work = work
        self._collections = collections
        self._full = full
        self._outcomes: dict[Collection, CollectionDone | CollectionFailed] = {}
        self._stop: SyncError | None = None
        self._identity: Identity | None = None
        self._position: str | None = None
        self._asked_position = False

    def run(self) -> Finished:
        error: SyncError | None = None
        try:
            self._work.go_on()
            for one in self._follow_feeds():
                self._crawl(one)
        except Cancelled as cancelled:
            error = cancelled
        outcomes = tuple(self._outcomes[one] for one in self._collections if one in self._outcomes)
        if error is None and not any(isinstance(one, CollectionDone) for one in outcomes):
            error = self._stop
        return Finished(outcomes=outcomes, error=error)

    def _follow_feeds(self) -> list[Collection]:
        """Bring up to date what the change feed can; returns what must be crawled."""
        work = self._work
        groups: dict[str, list[Collection]] = {}
        rest: list[Collection] = []
        for one in self._collections:
            book = work.cache.book(one)
            way = policy.way(book, work.fingerprint, work.clock(), full=self._full)
            if way is Way.CHANGES and book.token is not None:
                groups.setdefault(book.token, []).append(one)
            else:
                rest.append(one)
        for token, group in groups.items():
            if not self._follow(token, group):
                rest += group
        return [one for one in Collection if one in rest]

    def _follow(self, token: str, group: Sequence[Collection]) -> bool:
        """False when the token is worth nothing any more and a crawl must follow."""
        if self._stop is not None:
            self._failed(group, self._stop)
            return True
        began = time.monotonic()
        try:
            outcomes = follow(self._work, token, group)
        except (Gone, NotFound):
            return False
        except Cancelled:
            raise
        except SyncError as error:
            self._failed(group, error)
        else:
            for one, outcome in outcomes.items():
                self._done(one, outcome, began)
        return True

    def _crawl(self, collection: Collection) -> None:
        if self._stop is not None:
            self._failed((collection,), self._stop)
            return
        began = time.monotonic()
        try:
            outcome = self._crawled(collection)
        except Cancelled:
            raise
        except SyncError as error:
            self._failed((collection,), error)
        else:
            self._done(collection, outcome, began)

    def _crawled(self, collection: Collection) -> Outcome:
        work = self._work
        identity = self._identify()
        book = work.cache.book(collection)
        if book.run is not None and policy.resumable(book.run, work.fingerprint, work.clock()):
            return crawl(work, work.cache.resume(book.run))
        token = self._feed_position(identity)
        run = work.cache.begin(collection, fingerprint=work.fingerprint, token=token, now=work.clock())
        return crawl(work, run)

    def _identify(self) -> Identity:
        if self._identity is None:
            try:
                self._identity = self._work.source.identify(self._work.cancelled)
            except Cancelled:
                raise
            except SyncError as error:
                self._stop = error
                raise
        return self._identity

    def _feed_position(self, identity: Identity) -> str | None:
        """Where the change feed stands before the first page is read; None where there is no such feed."""
        if self._position is None and identity.has_changes and not self._asked_position:
            self._asked_position = True
            try:
                self._position = self._work.source.changes(None, self._work.cancelled).token
            except Cancelled:
                raise
            except SyncError:
                return None  # pages may come all the same; the next sync crawls again
        return self._position

    def _done(self, collection: Collection, outcome: Outcome, began: float) -> None:
        done = CollectionDone(
            collection=collection,
            read=outcome.read,
            added=outcome.counts.added,
            changed=outcome.counts.changed,
            removed=outcome.counts.removed,
            rejected=outcome.rejected,
            seconds=time.monotonic() - began,
        )
        self._outcomes[collection] = done
        self._work.emit(done)

    def _failed(self, group: Sequence[Collection], error: SyncError) -> None:
        if policy.ends_round(error):
            self._stop = error
        self._work.cache.failed(group, error, self._work.clock())
        for one in group:
            failed = CollectionFailed(collection=one, error=error)
            self._outcomes[one] = failed
            self._work.emit(failed)
