"""Manners of a sync towards the threads it shares an interpreter with: a key must not wait for it."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

TURN = 0.0005
"""Seconds a thread may compute while another one waits; Python's own 5 ms add up where several threads work."""
YOUNG = 5000
"""New objects between two looks for cycles, of which records have none."""
ANSWERED = 0.02
"""Seconds a key has to itself before a sync computes again."""

T = TypeVar("T")


class Turns:
    """Who is next: a key that just came, or what a sync has still to compute. Shared by all threads."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, pause: Callable[[float], None] = time.sleep
    ) -> None:
        """`clock` and `pause` count in seconds."""
        self._clock = clock
        self._pause = pause
        self._until = clock()

    def key_came(self) -> None:
        """Somebody waits for an answer from now on."""
        self._until = self._clock() + ANSWERED

    def in_turn(self, parts: Iterable[T]) -> Iterator[T]:
        """Hand on one part of a work after another, the next not before a key that came has had its time.

        Keys that never end only slow it down: between two parts no more than ANSWERED is waited.
        """
        for part in parts:
            left = self._until - self._clock()
            if left > 0:
                self._pause(min(left, ANSWERED))
            yield part


TURNS = Turns()
"""Of this process: there is one interpreter to share."""


def short_turns() -> None:
    """For a process that reads keys, from now on. Others get more done by longer ones."""
    sys.setswitchinterval(min(TURN, sys.getswitchinterval()))


@contextmanager
def considerate() -> Iterator[None]:
    """No search for cycles among what was there before: that takes longer than a key may.

    Holds for the whole process, and is undone at the end.
    """
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(YOUNG, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
