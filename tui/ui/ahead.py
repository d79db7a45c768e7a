"""Work done before it is asked for, a little at a time, so that no key waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

BREATH = 0.003
"""Seconds before the first piece and after each."""

Later = Callable[[float, Callable[[], None]], object]
"""Calls back after so many seconds: `Widget.set_timer`."""


class Ahead:
    """Works on one thing; a newer one takes its place."""

    def __init__(self, later: Later) -> None:
        self._later = later
        self._work: Iterator[None] = iter(())

    def work(self, pieces: Iterator[None], done: Callable[[], None] = lambda: None) -> None:
        """Take a step of the iterator now and then, and call `done` at its end."""
        self._work = pieces
        self._later(BREATH, lambda: self._go_on(pieces, done))  # what is looked at now is shown first

    def drop(self) -> None:
        """Nobody wants it any more."""
        self._work = iter(())

    def _go_on(self, pieces: Iterator[None], done: Callable[[], None]) -> None:
        if pieces is not self._work:
            return
        if next(pieces, self) is self:
            done()
        else:
            self._later(BREATH, lambda: self._go_on(pieces, done))
