"""One pass over the collections: each is read by its cheapest way, and what was read becomes visible at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from ..domain.errors import Busy, Cancelled, Gone, NotFound, SyncError
from ..domain.freshness import Collection
from ..storage.books import Book, Kind
from ..storage.promotion import Counts
from ..storage.steps import Ready, Step, Told
from . import policy
from .asked import ask_first
from .crawl import crawl
from .delta import delta, grain
from .events import CollectionDone, CollectionFailed, Finished
from .feed import follow
from .memory import Known, note_patience
from .policy import Way
from .work import Read, Work


class Round:
    """A collection that fails does not stop the others, unless all would fail alike."""

    def __init__(self, work: Work, collections: Sequence[Collection], *, full: bool) -> None:
        self._work = work
        self._collections = collections
        self._full = full
        self._known = Known(work, anew=full)
        self._steps: list[Step] = []
        self._read: dict[Collection, tuple[int, int, float]] = {}
        self._outcomes: dict[Collection, CollectionDone | CollectionFailed] = {}
        self._stop: SyncError | None = None
        self._position: str | None = None
        self._asked_position = False

    def run(self) -> Finished:
        """Raises CacheError. Cancelled, or overtaken by another sync, nothing becomes visible."""
        error: SyncError | None = None
        try:
            self._work.go_on()
            for one in self._follow_feeds():
                self._attempt((one,), lambda one=one: self._bring(one))  # type: ignore[misc]
            self._work.go_on()
            self._promote()
        except (Cancelled, Busy) as end:
            error = end
        outcomes = tuple(self._outcomes[one] for one in self._collections if one in self._outcomes)
        if error is None and not any(isinstance(one, CollectionDone) for one in outcomes):
            error = self._stop
        return Finished(outcomes=outcomes, error=error)

    def _attempt(self, group: Sequence[Collection], step: Callable[[], None]) -> None:
        """Do something for a group of collections; what goes wrong is its outcome."""
        if self._stop is not None:
            self._failed(group, self._stop)
            return
        try:
            step()
        except Cancelled:
            raise
        except SyncError as error:
            self._failed(group, error)

    def _follow_feeds(self) -> list[Collection]:
        """Gather what the change feed tells; returns what must be read in another way."""
        groups: dict[str, list[Collection]] = {}
        rest: list[Collection] = []

        def sort() -> None:
            for one in self._collections:
                book = self._work.cache.book(one)
                if self._way(book) is Way.CHANGES and book.token is not None:
                    groups.setdefault(book.token, []).append(one)
                else:
                    rest.append(one)

        def gather(token: str, group: Sequence[Collection]) -> None:
            if not self._follow(token, group):
                rest.extend(group)

        self._attempt_all(sort)
        if self._stop is None:
            self._attempt_all(lambda: ask_first(self._work, self._known.identity()))
        if self._stop is not None:
            return []
        for token, group in groups.items():
            self._attempt(group, lambda token=token, group=group: gather(token, group))  # type: ignore[misc]
        return [one for one in Collection if one in rest]

    def _attempt_all(self, step: Callable[[], None]) -> None:
        """Do something without which nothing can be done."""
        try:
            step()
        except Cancelled:
            raise
        except SyncError as error:
            self._stop = error
            self._failed(self._collections, error)

    def _way(self, book: Book) -> Way:
        work = self._work
        return policy.way(book, self._known.identity(), work.fingerprint, work.clock(), full=self._full)

    def _follow(self, token: str, group: Sequence[Collection]) -> bool:
        """False when the token is worth nothing any more and another way must be gone."""
        began = time.monotonic()
        try:
            told, seen = follow(self._work, token, group)
        except Gone:
            return False
        except NotFound:
            self._known.without_changes()
            return False
        self._steps.append(told)
        for one in group:
            self._read[one] = seen[one].read, seen[one].rejected, time.monotonic() - began
        return True

    def _bring(self, collection: Collection) -> None:
        began = time.monotonic()
        try:
            found = self._by_cheapest(collection)
        except NotFound:
            if not self._known.doubt():
                raise
            found = self._by_cheapest(collection)
        self._steps.append(found.step)
        self._read[collection] = found.read, found.rejected, time.monotonic() - began

    def _by_cheapest(self, collection: Collection) -> Read:
        work, cache = self._work, self._work.cache
        book = cache.book(collection)
        way = self._way(book)
        if way is Way.RESUME and book.run is not None:
            run = cache.resume(book.run)
            return crawl(work, run) if run.kind is Kind.FULL else delta(work, run)
        token = self._feed_position()
        kind = {Way.WALK: Kind.WALK, Way.DELTA: Kind.DELTA}.get(way, Kind.FULL)
        since = None if kind is Kind.FULL or book.watermark is None else grain(book.watermark)
        run = cache.begin(
            collection, fingerprint=work.fingerprint, token=token, now=work.clock(), kind=kind, since=since
        )
        if kind is not Kind.FULL:
            return delta(work, run)
        return crawl(work, run, book.etag if way is Way.VALIDATOR else None)

    def _feed_position(self) -> str | None:
        """Where the change feed stands before the first page is read; None where there is no such feed."""
        if self._position is None and self._known.identity().has_changes and not self._asked_position:
            self._asked_position = True
            try:
                self._position = self._work.source.changes(None, self._work.cancelled).token
            except Cancelled:
                raise
            except NotFound:
                self._known.without_changes()
            except SyncError:
                return None  # pages may come all the same; the next sync crawls again
        return self._position

    def _promote(self) -> None:
        """Everything that was read, in one transaction."""
        if not self._steps:
            return
        done = self._work.cache.promote(self._steps, self._work.clock())
        for step in self._steps:
            for one in step.changes if isinstance(step, Told) else (step.run.collection,):
                if one in done:
                    self._done(one, done[one])
                else:
                    self._failed((one,), Busy())
        whole = [step.run.collection for step in self._steps if isinstance(step, Ready) and step.run.kind is Kind.FULL]
        self._work.cache.sample(whole)

    def _done(self, collection: Collection, counts: Counts) -> None:
        read, rejected, seconds = self._read[collection]
        done = CollectionDone(
            collection=collection,
            read=read,
            added=counts.added,
            changed=counts.changed,
            removed=counts.removed,
            rejected=rejected,
            seconds=seconds,
            offered=collection is not Collection.AGREEMENTS or self._known.identity().has_agreements,
        )
        self._outcomes[collection] = done
        self._work.emit(done)

    def _failed(self, group: Sequence[Collection], error: SyncError) -> None:
        if policy.ends_round(error):
            self._stop = error
        self._work.cache.failed(group, error, self._work.clock())
        note_patience(self._work, error)
        for one in group:
            failed = CollectionFailed(collection=one, error=error)
            self._outcomes[one] = failed
            self._work.emit(failed)
