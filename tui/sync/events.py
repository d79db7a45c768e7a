"""What happens during a sync, told as it happens."""

from __future__ import annotations

from datetime import datetime

from ..domain.errors import SyncError
from ..domain.freshness import Collection
from ..domain.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The lock is ours and the first question is on its way."""

    collections: tuple[Collection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """So many records of one collection have been read."""

    collection: Collection
    done: int
    total: int | None
    """As the server counts them; None when it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionDone:
    """One collection is complete and visible."""

    collection: Collection
    read: int
    added: int
    changed: int
    removed: int
    rejected: int
    seconds: float
    offered: bool = True
    """False: the source has no such thing at all, so that there was nothing to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionFailed:
    """One collection stays as it was."""

    collection: Collection
    error: SyncError


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A pause the server asked for, or between attempts."""

    collection: Collection | None
    until: datetime
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The whole round, with one outcome per collection."""

    outcomes: tuple[CollectionDone | CollectionFailed, ...]
    error: SyncError | None = None
    """Why nothing could be tried at all (Busy, Offline, Cancelled ...)."""

    @property
    def whole(self) -> bool:
        return self.error is None and all(isinstance(one, CollectionDone) for one in self.outcomes)


Event = Started | Progress | CollectionDone | CollectionFailed | Waiting | Finished
