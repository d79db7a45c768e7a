"""Manners of a sync towards the threads it shares an interpreter with: a key must not wait for it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

TURN = 0.0005
"""Seconds a thread may compute while another one waits; Python's own 5 ms add up where several threads work."""
YOUNG = 5000
"""New objects between two looks for cycles, of which records have none."""


@contextmanager
def considerate() -> Iterator[None]:
    """Short turns, and no search for cycles among what was there before: that takes longer than a key may.

    Holds for the whole process, and is undone at the end.
    """
    turn, thresholds = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(min(TURN, turn))
    gc.freeze()
    gc.set_threshold(YOUNG, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        sys.setswitchinterval(turn)
