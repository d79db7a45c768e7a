"""What is known of the source and the local copy, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from ..domain.errors import Cancelled
from ..domain.freshness import Collection, CollectionState
from . import dates, errors
from .language import N_, _, ngettext
from .numbers import size as storage_size

LIMITS: Final = {
    Collection.HOURS: timedelta(hours=24),
    Collection.PARTNERS: timedelta(days=7),
    Collection.AGREEMENTS: timedelta(days=7),
}
"""Older than this is said to be old."""

_NAMES: Final = {
    Collection.HOURS: N_("Office hours"),
    Collection.PARTNERS: N_("Partners"),
    Collection.AGREEMENTS: N_("Agreements"),
}
_NEVER_FETCHED: Final = {
    Collection.HOURS: N_("No office hours have been fetched yet."),
    Collection.PARTNERS: N_("No partners have been fetched yet."),
    Collection.AGREEMENTS: N_("No agreements have been fetched yet."),
}
_NOT_FETCHED: Final = {
    Collection.HOURS: N_("Office hours could not be fetched."),
    Collection.PARTNERS: N_("Partners could not be fetched."),
    Collection.AGREEMENTS: N_("Agreements could not be fetched."),
}
_NONE_AT_SOURCE: Final = {
    Collection.HOURS: N_("The source answered {when}: no office hours."),
    Collection.PARTNERS: N_("The source answered {when}: no partners."),
    Collection.AGREEMENTS: N_("The source answered {when}: no agreements."),
}
_NOT_OFFERED: Final = {
    Collection.HOURS: N_("The service does not offer office hours."),
    Collection.PARTNERS: N_("The service does not offer partners."),
    Collection.AGREEMENTS: N_("The service does not offer agreements."),
}


def collection(value: Collection) -> str:
    """`Partnere`."""
    return _(_NAMES[value])


def is_old(state: CollectionState, now: datetime) -> bool:
    """Whether the last complete check is longer ago than the collection's limit."""
    return state.completed_at is not None and now - state.completed_at > LIMITS[state.collection]


def state_line(state: CollectionState, now: datetime) -> str:
    """One collection in at most 20 columns: `hel`, `feilet 08:02`, `aldri hentet`, `tilbys ikke`."""
    if not state.offered:
        return _("not offered")
    if isinstance(state.error, Cancelled):
        return _("stopped")
    if state.error is not None:
        return _("failed {when}").format(when=_failed_at(state.attempted_at, now)).rstrip()
    if state.completed_at is None:
        return _("never fetched")
    if state.interrupted:
        return _("not finished")
    return _("old, fetch again") if is_old(state, now) else _("whole")


def _failed_at(attempted: datetime | None, now: datetime) -> str:
    if attempted is None:
        return ""
    day, today = dates.local_date(attempted), dates.local_date(now)
    return dates.clock(dates.local(attempted)) if day == today else dates.day_near(day, today)


def empty_collection(state: CollectionState, now: datetime) -> tuple[str, ...]:
    """What an empty list says: never fetched, failed, not offered and empty at the source are different things."""
    if not state.offered:
        return not_offered(state.collection), _("Everything else works without it.")
    if state.completed_at is None and state.error is not None and not isinstance(state.error, Cancelled):
        return _(_NOT_FETCHED[state.collection]), _("r  try again        7  see what failed")
    if state.completed_at is None:
        return _(_NEVER_FETCHED[state.collection]), _("r  fetch them now")
    words = _(_NONE_AT_SOURCE[state.collection]).format(when=dates.moment(state.completed_at, now))
    return words, _("Perhaps it is the wrong profile or address?")


def not_offered(value: Collection) -> str:
    """`Tjenesten tilbyr ikke avtaler.`"""
    return _(_NOT_OFFERED[value])


def last_round(state: CollectionState, now: datetime) -> str:
    """What came of a collection when it was last asked for: `i dag 08:01: 2 nye, 3 endret, 1 borte`."""
    if not state.offered:
        return not_offered(state.collection)
    if state.error is not None:
        return errors.sentence(state.error)
    if state.completed_at is None:
        return _(_NEVER_FETCHED[state.collection])
    changed = state.added or state.changed or state.removed
    words = ", ".join(changes((state,))) if changed else _("nothing changed")
    return f"{dates.moment(state.completed_at, now)}: {words}"


def source_age(state: CollectionState, now: datetime) -> str:
    """`Partnere 15 t`, `Avtaler 3 d (feilet)`, `Avtaler aldri hentet`."""
    if state.completed_at is None:
        return f"{collection(state.collection)} {_('never fetched')}"
    failed = f" ({_('failed')})" if state.error is not None and not isinstance(state.error, Cancelled) else ""
    return f"{collection(state.collection)} {dates.age(now - state.completed_at)}{failed}"


def storage(count: int) -> str:
    """`3,1 MB på denne maskinen`."""
    return _("{size} on this machine").format(size=storage_size(count))


class Counts(Protocol):
    """What became different in one collection."""

    @property
    def added(self) -> int: ...
    @property
    def changed(self) -> int: ...
    @property
    def removed(self) -> int: ...


def changes(done: Sequence[Counts]) -> list[str]:
    """`2 nye`, `3 endret`, `1 borte`, of all together."""
    added, changed, removed = (
        sum(counts) for counts in zip(*((one.added, one.changed, one.removed) for one in done), strict=True)
    )
    return [
        ngettext("{count} new", "{count} new", added).format(count=added),
        ngettext("{count} changed", "{count} changed", changed).format(count=changed),
        ngettext("{count} gone", "{count} gone", removed).format(count=removed),
    ]
