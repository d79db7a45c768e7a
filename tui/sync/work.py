"""What the steps of one sync share."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol

from ..api.source import Batch, ChangeBatch, Identity, Record, Unchanged
from ..domain.errors import Cancelled
from ..domain.freshness import Collection
from ..domain.values import dataclass
from ..storage.book.book import Book
from ..storage.cache import Cache
from ..storage.steps import Step
from .events import Event


class SourceLike(Protocol):
    """The remote side; every method that asks may raise a SyncError."""

    def on_wait(self, tell: Callable[[datetime, int], None] | None) -> None: ...

    def identify(self, cancelled: threading.Event | None = None) -> Identity: ...

    def remember(self, identity: Identity) -> None: ...

    def batches(
        self,
        collection: Collection,
        *,
        start: str | None = None,
        since: datetime | None = None,
        etag: str | None,
        cancelled: threading.Event,
    ) -> Iterator[Batch | Unchanged]: ...

    def changes(self, token: str | None, cancelled: threading.Event | None = None) -> ChangeBatch: ...

    def probe(
        self,
        collection: Collection,
        id: str,  # noqa: A002 - the word of the source
        cancelled: threading.Event | None = None,
    ) -> Record | None: ...


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one collection and may become visible."""

    step: Step
    read: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One round: where from, where to, by which clock, and whom to tell."""

    cache: Cache
    source: SourceLike
    clock: Callable[[], datetime]
    origin: str
    """Which source this is."""
    fingerprint: str
    """Which source, and which reading of it: another one asks for everything anew."""
    emit: Callable[[Event], None]
    cancelled: threading.Event
    accept_deletes: bool
    book: Book | None = None
    """Where questions wait for an answer; of the thread the sync runs in."""

    def go_on(self) -> None:
        """Raises Cancelled when the person asked to stop."""
        if self.cancelled.is_set():
            raise Cancelled
