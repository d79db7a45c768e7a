"""Answers fetched before they are needed: a few at once, handed on in the order they were asked for."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from types import TracebackType
from typing import TYPE_CHECKING

from ..domain.errors import BadResponse, BadResponseReason
from .policy import Failure
from .reply import Ask, Reply
from .watch import Either

if TYPE_CHECKING:
    from .client import Client


class Ahead:
    """Asks what was planned while earlier answers are still being worked on.

    Every attempt made ahead is a single one. Pauses, further attempts and their being told happen in the thread that
    takes the answer, one question at a time.
    """

    def __init__(self, client: Client, cancelled: threading.Event) -> None:
        self._client = client
        self._cancelled = cancelled
        self._dropped = threading.Event()
        self._planned: Iterator[Ask] = iter(())
        self._flying: deque[tuple[Ask, Future[Reply | Failure]]] = deque()

    def __enter__(self) -> Ahead:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.drop()

    def plan(self, asks: Iterable[Ask]) -> None:
        """What will be taken next, in this order, as far as anyone can know; replaces an earlier plan."""
        self.drop()
        self._planned = iter(asks)
        self._fill()

    def take(self, ask: Ask, *, etag: str | None = None) -> Reply:
        """The answer to a question, planned or not. Raises SyncError subclasses."""
        failed: Failure | None = None
        if self._flying and (self._flying[0][0] != ask or etag is not None):
            # another way than planned
            self.drop()
        if self._flying:
            found = self._flying.popleft()[1].result()
            if isinstance(found, Reply):
                self._fill()
                return found
            # what is too large for a share is not too large
            failed = None if _is_too_large(found) else found
            if failed is None or not self._client.pace.ahead:
                # pages too large to wait together, or a server that wants less
                self.drop()
        reply = self._client.ask(ask, etag=etag, cancelled=self._cancelled, failed=failed)
        self._fill()
        return reply

    def drop(self) -> None:
        """Give up what is under way and what was planned; returns when no thread works on it any more."""
        self._planned = iter(())
        self._dropped.set()
        for _, future in self._flying:
            if not future.cancel():
                future.result()
        self._flying.clear()
        self._dropped = threading.Event()

    def _fill(self) -> None:
        while len(self._flying) < self._client.pace.asked and (ask := next(self._planned, None)) is not None:
            stop = Either(self._cancelled, self._dropped)
            self._flying.append((ask, self._client.ask_ahead(ask, stop)))


def _is_too_large(failure: Failure) -> bool:
    return isinstance(failure.error, BadResponse) and failure.error.reason is BadResponseReason.TOO_LARGE
