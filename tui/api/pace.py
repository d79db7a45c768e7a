"""How hard a server is asked: gently at first, no harder than it bears, and one at a time once it complains."""

from __future__ import annotations

import threading

from ..domain.errors import RateLimited, ServerFailed, SyncError

_TRUST = 4
"""So many good answers, and one more question may be under way at the same time."""
QUEUES = 2
"""Answers that may lie ready for each that is under way."""
_FIRST_GAP = 0.25
_LONGEST_GAP = 4.0


class Pace:
    """What one client may ask of its server at once. Thread-safe."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._good = 0
        self._gap = 0.0
        self._troubled = False
        self._lock = threading.Lock()

    @property
    def ahead(self) -> int:
        """Questions that may be under way before their answers are needed; 0 where they are asked one by one."""
        if self._troubled or self._at_once <= 1:
            return 0
        return min(self._at_once, 1 + self._good // _TRUST)

    @property
    def asked(self) -> int:
        """Questions that may be asked or answered and not yet taken: while answers are worked on, others come.

        No more than `ahead` of them are under way: a client has a thread for each, and a queue only where it may use
        them all.
        """
        ahead = self.ahead
        return QUEUES * ahead if ahead == self._at_once else ahead

    @property
    def gap(self) -> float:
        """Seconds to leave before each question, for a server that wanted fewer."""
        return self._gap

    def answered(self) -> None:
        with self._lock:
            self._good += 1

    def refused(self, error: SyncError) -> None:
        """429 and 503 mean the same to us for as long as this client lives: less."""
        with self._lock:
            if isinstance(error, RateLimited):
                self._troubled = True
                self._gap = min(_LONGEST_GAP, self._gap * 2 or _FIRST_GAP)
            elif isinstance(error, ServerFailed) and error.status == 503:
                self._troubled = True
