"""A data folder that is served while people edit it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .. import __version__
from ..present.language import _
from .changes import ChangeLog, difference
from .faults import FolderBroken, FolderFault
from .folder import Snapshot, load, signature_of
from .listing import Listing
from .records import COLLECTIONS, records_of

_SHORTEST_WAIT = 0.05
"""Seconds between two tries while a request is looking at the files."""


@dataclass(frozen=True, slots=True)
class Served:
    """What one answer is made from."""

    snapshot: Snapshot
    listings: Mapping[str, Listing]
    log: ChangeLog


class Live:
    """The latest good state of a folder.

    The files are looked at when somebody asks, at most every `every` seconds, and by `watch` also when nobody does. A
    folder that has become faulty is reported, each fault once, and what was good before stays served. Safe to use from
    several threads.
    Raises FolderBroken when the folder is faulty from the start.
    """

    def __init__(
        self,
        folder: Path,
        *,
        report: Callable[[str], None],
        scale: int = 0,
        every: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._report = report
        self._scale = scale
        self._every = every
        self._clock = clock
        self._lock = threading.Lock()
        self._reported: frozenset[FolderFault] = frozenset()
        self._seen = signature_of(folder)
        snapshot = load(folder)
        self._served = Served(snapshot, self._listings(snapshot), ChangeLog(self._digest(snapshot)))
        self._due = clock() + every

    def current(self) -> Served:
        """The state to answer from; whoever finds the files unlooked at for too long looks at them first."""
        if self._clock() >= self._due and self._lock.acquire(blocking=False):
            try:
                self._look()
                self._due = self._clock() + self._every
            finally:
                self._lock.release()
        return self._served

    def watch(self, ended: threading.Event) -> None:
        """Look at the files whenever it is time, until `ended`, so that a fault is told soon after it was saved."""
        while not ended.wait(max(self._due - self._clock(), _SHORTEST_WAIT)):
            self.current()

    def _look(self) -> None:
        signature = signature_of(self._folder)
        if signature == self._seen:
            return
        snapshot, faults = _loaded(self._folder)
        if signature_of(self._folder) != signature:
            return  # being saved just now: what was read may be half a file, and the next look reads it again
        self._seen = signature
        if snapshot is None:
            for fault in faults:
                if fault not in self._reported:
                    self._report(_("{fault} The data from before are still served.").format(fault=fault))
            self._reported = frozenset(faults)
            return
        if self._reported:
            self._report(_("{folder} is in order again. The changes are served.").format(folder=self._folder))
            self._reported = frozenset()
        listings = self._listings(snapshot)
        log = self._served.log.extended(difference(self._served.listings, listings), self._digest(snapshot))
        self._served = Served(snapshot, listings, log)

    def _listings(self, snapshot: Snapshot) -> Mapping[str, Listing]:
        records = records_of(snapshot)
        if self._scale:
            from .scale import add_partners

            records = add_partners(records, self._scale, snapshot.namespace)
        return {collection: Listing(records.of(collection)) for collection in COLLECTIONS}

    def _digest(self, snapshot: Snapshot) -> str:
        """Of contents and of what makes records from them: the same digest means the same answers."""
        return f"{snapshot.digest}-{self._scale}-{__version__.replace('.', '_')}"


def _loaded(folder: Path) -> tuple[Snapshot | None, tuple[FolderFault, ...]]:
    """The folder, or its faults."""
    try:
        return load(folder), ()
    except FolderBroken as broken:
        return None, broken.faults
