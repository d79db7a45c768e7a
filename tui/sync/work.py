"""What the steps of one sync share."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ..api.source import Batch, ChangeBatch, Identity, Record
from ..domain.errors import Cancelled
from ..domain.freshness import Collection
from ..storage.cache import Cache
from .events import Event


class SourceLike(Protocol):
    """The remote side; every method that asks may raise a SyncError."""

    def on_wait(self, tell: Callable[[datetime, int], None] | None) -> None: ...

    def identify(self, cancelled: threading.Event | None = None) -> Identity: ...

    def batches(
        self, collection: Collection, *, start: str | None = None, cancelled: threading.Event
    ) -> Iterator[Batch]: ...

    def changes(self, token: str | None, cancelled: threading.Event | None = None) -> ChangeBatch: ...

    def probe(
        self,
        collection: Collection,
        id: str,  # noqa: A002 - the word of the source
        cancelled: threading.Event | None = None,
    ) -> Record | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One round: where from, where to, by which clock, and whom to tell."""

    cache: Cache
    source: SourceLike
    clock: Callable[[], datetime]
    fingerprint: str
    emit: Callable[[Event], None]
    cancelled: threading.Event
    accept_deletes: bool

    def go_on(self) -> None:
        """Raises Cancelled when the person asked to stop."""
        if self.cancelled.is_set():
            raise Cancelled
