"""How long a local copy is kept without a sync: persons for two weeks, everything else for a quarter of a year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from .freshness import Collection
from .values import dataclass

PERSONS_KEPT = timedelta(days=14)
"""Contact persons and signatories, from when the last complete check began."""
EVERYTHING_KEPT = timedelta(days=90)
"""All the rest."""
NOTICE = timedelta(days=7)
"""So long before it is said."""


class What(StrEnum):
    PERSONS = "persons"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One collection of a local copy, and how long it may stay."""

    collection: Collection
    checked_at: datetime
    """When its last complete check began (aware, UTC)."""
    now: datetime
    """The latest moment that is known to have been: a clock that was set back makes nothing younger."""
    persons: bool = True
    """Values about persons may be among its records."""

    @property
    def age(self) -> timedelta:
        return max(self.now - self.checked_at, timedelta(0))

    def expires(self, what: What) -> datetime:
        return self.checked_at + (PERSONS_KEPT if what is What.PERSONS else EVERYTHING_KEPT)

    def expired(self, what: What) -> bool:
        return self.now >= self.expires(what)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something will be erased soon unless a sync is whole before then."""

    what: What
    on: datetime
    """Aware, UTC."""
    collections: tuple[Collection, ...]


def notices(held: Iterable[Held]) -> tuple[Notice, ...]:
    """What goes within a week, soonest first; nothing of what is gone already."""
    found: dict[tuple[datetime, What], list[Collection]] = {}
    for one in held:
        for what in What:
            kept = one.persons or what is What.EVERYTHING
            if kept and not one.expired(what) and one.expires(what) - one.now <= NOTICE:
                found.setdefault((one.expires(what), what), []).append(one.collection)
    return tuple(
        Notice(what=what, on=on, collections=tuple(collections)) for (on, what), collections in sorted(found.items())
    )
