"""A sync told on stderr, a bar per collection on a terminal, plain sentences anywhere else; and stopped on request."""

from __future__ import annotations

import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TextIO

from .present import round as round_words
from .present import sync as said
from .sync.events import CollectionDone, CollectionFailed, Event, Progress, Waiting

SECONDS = 0.1
"""Between two drawings of a bar, so that a slow line is not kept busy with them."""


class Narrator:
    """Takes the events of one round, from the thread that runs it."""

    def __init__(
        self, stream: TextIO, *, bars: bool, sentences: bool = True, now: Callable[[], float] = time.monotonic
    ) -> None:
        """`sentences`: also say what became of each collection, and each pause."""
        self._stream, self._bars, self._sentences, self._now = stream, bars, sentences, now
        self._drawn_at = 0.0
        self._width = 0
        """Columns of the bar that stands on the line now."""

    def __call__(self, event: Event) -> None:
        match event:
            case Progress() if self._bars:
                self._draw(event)
            case CollectionDone() | CollectionFailed() if self._sentences:
                self._say(round_words.outcome(event))
            case Waiting() if self._sentences:
                self._say(round_words.waiting(event, datetime.now(UTC)))
            case _:
                pass

    def close(self) -> None:
        """Leaves the line clean, however the round ended."""
        self._clear()
        self._stream.flush()

    def _say(self, sentence: str) -> None:
        self._clear()
        self._stream.write(sentence + "\n")
        self._stream.flush()

    def _draw(self, event: Progress) -> None:
        if self._width and self._now() - self._drawn_at < SECONDS and event.done != event.total:
            return
        line = bar(event, shutil.get_terminal_size().columns - 1)
        self._stream.write("\r" + line.ljust(self._width))
        self._stream.flush()
        self._width, self._drawn_at = len(line), self._now()

    def _clear(self) -> None:
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._width = 0


def bar(event: Progress, columns: int) -> str:
    """`Partnere   [######......] 120/240`, only the numbers where the server gives no total or the line is short."""
    name = said.collection(event.collection)
    if not event.total:
        return f"{name:<12} {event.done}"[:columns]
    numbers = f"{min(event.done, event.total)}/{event.total}"
    room = min(40, columns - 12 - len(numbers) - 4)
    if room < 8:
        return f"{name:<12} {numbers}"[:columns]
    filled = min(event.done, event.total) * room // event.total
    return f"{name:<12} [{'#' * filled:.<{room}}] {numbers}"


@contextmanager
def cancellable() -> Iterator[threading.Event]:
    """Ctrl+C and SIGTERM ask the sync to stop at the next safe place; a second one stops at once."""
    cancelled = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def asked(number: int, _frame: object) -> None:
        cancelled.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, asked)
    try:
        yield cancelled
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
