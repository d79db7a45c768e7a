"""How old the local copy is, and whether anybody managed to check."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from .errors import SyncError
from .values import dataclass


class Collection(StrEnum):
    """What is synced as a whole and has an age of its own, in the order it is synced."""

    HOURS = "hours"
    """What she needs in the next hour comes first."""
    PARTNERS = "partners"
    AGREEMENTS = "agreements"
    """With their goals."""


class Connection(StrEnum):
    """What is known of the way to the source, right now."""

    UNTRIED = "untried"
    ONLINE = "online"
    SYNCING = "syncing"
    OFFLINE = "offline"
    HELD = "held"
    """Kept offline on request."""
    NONE = "none"
    """No source is configured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionState:
    """Sync bookkeeping of one collection, as the screens need it."""

    collection: Collection
    rows: int
    completed_at: datetime | None
    """Last complete check against the source (aware, UTC); None: never fetched.

    It is when that check began, by our clock: the latest moment of which it can be said that what changed before it is
    in the copy. A crawl that was interrupted and went on began with its first page."""
    attempted_at: datetime | None
    """When the last attempt ended, whatever came of it."""
    error: SyncError | None
    """Why the last attempt failed; None when it did not."""
    added: int = 0
    changed: int = 0
    removed: int = 0
    """By the last complete sync."""
    rejected: int = 0
    """Records set aside because they could not be understood."""
    interrupted: bool = False
    """A reading of it was begun and is not at its end: it goes on now, or with the next sync."""
    offered: bool = True
    """False: the source has no such thing at all, as plain HSDS has no agreements. No fault of anybody's."""

    @property
    def never_fetched(self) -> bool:
        return self.completed_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """The moments of one record, kept apart (aware, UTC)."""

    arrived: datetime | None
    """When this version of it became visible here; None: with the first fetch, or before the journal began."""
    modified: datetime | None
    """When the source says it changed."""


def oldest(states: tuple[CollectionState, ...]) -> datetime | None:
    """The age the whole screen must admit to: the oldest complete check, None if any collection has none.

    What the source does not offer has no age.
    """
    times = [state.completed_at for state in states if state.offered]
    known = [moment for moment in times if moment is not None]
    return min(known) if known and len(known) == len(times) else None
