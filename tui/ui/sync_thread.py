"""The thread a sync runs in: at most one, and it does nothing but tell. When one is due, and what it leaves behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from ..domain.errors import Busy, Cancelled, Offline, RateLimited, SamspillError, SyncError
from ..domain.freshness import Collection, CollectionState, Connection, oldest
from ..sync.events import CollectionFailed, Event, Finished
from .services import SyncRound


class SyncThread:
    """Starts a sync, asks it to stop, waits for it. Both callbacks are called in the thread."""

    def __init__(self, tell: Callable[[Event], None], impossible: Callable[[SamspillError], None]) -> None:
        self._tell = tell
        self._impossible = impossible
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """From `start` until whoever was told of the end says so with `ended`."""
        return self._thread is not None

    def start(self, sync: SyncRound, only: Collection | None) -> None:
        self._cancelled.clear()
        self._thread = threading.Thread(target=self._run, args=(sync, only), name="sync", daemon=True)
        self._thread.start()

    def _run(self, sync: SyncRound, only: Collection | None) -> None:
        try:
            sync(self._tell, self._cancelled, only)
        except SamspillError as error:
            self._impossible(error)

    def stop(self) -> None:
        """At the next safe place; nothing visible changes after it."""
        self._cancelled.set()

    def ended(self) -> None:
        self._thread = None

    def join(self, seconds: float) -> None:
        if self._thread is not None:
            self._thread.join(timeout=seconds)


def due(states: tuple[CollectionState, ...], now: datetime, hold_off: timedelta, tried: datetime | None) -> bool:
    """Is the copy old enough, was nothing `tried` a short while ago, and has the server not asked for more patience?"""
    for state in states:
        if isinstance(state.error, RateLimited) and state.error.retry_at is not None and now < state.error.retry_at:
            return False
    when = oldest(states)
    return (when is None or now - when >= hold_off) and (tried is None or now - tried >= hold_off)


def failures(event: Finished) -> list[SyncError]:
    """What went wrong, collection by collection and then as a whole."""
    found = [one.error for one in event.outcomes if isinstance(one, CollectionFailed)]
    return [*found, event.error] if event.error is not None else found


def connection_after(errors: Sequence[SyncError]) -> Connection:
    """What a round that ended with these errors says of the way to the source."""
    if any(isinstance(one, Offline) for one in errors):
        return Connection.OFFLINE
    return Connection.UNTRIED if any(isinstance(one, Busy | Cancelled) for one in errors) else Connection.ONLINE
