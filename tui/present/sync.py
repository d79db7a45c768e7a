"""What is known of the source and the local copy, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol, runtime_checkable

from ..domain.errors import Cancelled, SyncError
from ..domain.freshness import Collection, CollectionState, Connection, oldest
from . import dates, errors
from .language import N_, _, ngettext
from .numbers import number
from .numbers import size as storage_size

BANNER: Final = 50
"""Columns the banner may take."""
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
_OLD: Final = {
    Collection.HOURS: N_("Office hours are {age} old"),
    Collection.PARTNERS: N_("Partners are {age} old"),
    Collection.AGREEMENTS: N_("Agreements are {age} old"),
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
_CONNECTIONS: Final = {
    Connection.UNTRIED: N_("not checked"),
    Connection.ONLINE: N_("online"),
    Connection.SYNCING: N_("SYNCING"),
    Connection.OFFLINE: N_("OFFLINE"),
    Connection.HELD: N_("KEPT OFFLINE"),
    Connection.NONE: N_("no source"),
}


class Reading(Protocol):
    """So many records of one collection have been read (`sync.events.Progress`)."""

    @property
    def collection(self) -> Collection: ...
    @property
    def done(self) -> int: ...
    @property
    def total(self) -> int | None: ...


class Done(Protocol):
    """One collection is complete (`sync.events.CollectionDone`)."""

    @property
    def collection(self) -> Collection: ...
    @property
    def read(self) -> int: ...
    @property
    def added(self) -> int: ...
    @property
    def changed(self) -> int: ...
    @property
    def removed(self) -> int: ...
    @property
    def rejected(self) -> int: ...
    @property
    def seconds(self) -> float: ...
    @property
    def offered(self) -> bool: ...


@runtime_checkable
class Failed(Protocol):
    """One collection stays as it was (`sync.events.CollectionFailed`)."""

    @property
    def collection(self) -> Collection: ...
    @property
    def error(self) -> SyncError: ...


class Pause(Protocol):
    """A pause between attempts (`sync.events.Waiting`)."""

    @property
    def until(self) -> datetime: ...
    @property
    def attempt(self) -> int: ...


class Round(Protocol):
    """The whole round (`sync.events.Finished`)."""

    @property
    def outcomes(self) -> Sequence[Done | Failed]: ...
    @property
    def error(self) -> SyncError | None: ...


def collection(value: Collection) -> str:
    """`Partnere`."""
    return _(_NAMES[value])


def connection(value: Connection) -> str:
    """`FRAKOBLET`."""
    return _(_CONNECTIONS[value])


def is_old(state: CollectionState, now: datetime) -> bool:
    """Whether the last complete check is longer ago than the collection's limit."""
    return state.completed_at is not None and now - state.completed_at > LIMITS[state.collection]


def banner(value: Connection, states: tuple[CollectionState, ...], now: datetime, detail: str = "") -> str:
    """What can be trusted, in at most 50 columns: `FRAKOBLET - data fra i går 16:42 (15 t)`.

    `detail` says what a running sync is at.
    """
    head = connection(value)
    if value is Connection.SYNCING:
        return _cut(f"{head} - {detail}" if detail else head)
    known = [state.completed_at for state in states if state.completed_at is not None]
    missing = [state for state in states if state.never_fetched and state.offered]
    if not known:
        words = _("no data yet")
    elif value is Connection.ONLINE:
        words = _online(states, now)
    elif missing:
        words = _("{collection}: never fetched").format(collection=collection(missing[0].collection))
    else:
        words = _("data from {when} ({age})").format(when=_when(min(known), now), age=dates.age(now - min(known)))
    return _cut(f"{head} - {words}")


def _online(states: tuple[CollectionState, ...], now: datetime) -> str:
    """The worst thing there is to say of a copy whose source answers."""
    states = tuple(state for state in states if state.offered)
    for state in states:
        if state.never_fetched:
            return _("but {words} !").format(
                words=_("{collection}: never fetched").format(collection=collection(state.collection))
            )
    old = [state for state in states if is_old(state, now)]
    for state in sorted(old, key=lambda one: one.completed_at or now):
        age = dates.age(now - (state.completed_at or now))
        return _("but {words} !").format(words=_(_OLD[state.collection]).format(age=age))
    for state in states:
        if state.error is not None:
            return _("but {words} !").format(
                words=_("{collection}: not checked").format(collection=collection(state.collection))
            )
    checked = oldest(states)
    return _("all fetched {when}").format(when=dates.moment(checked, now) if checked else "-")


def _when(moment: datetime, now: datetime) -> str:
    """With the time of day as long as that tells anything."""
    today = dates.local_date(now)
    if now - moment < timedelta(hours=48):
        return dates.moment(moment, now)
    return dates.day_near(dates.local_date(moment), today)


def _cut(words: str) -> str:
    return words if len(words) <= BANNER else words[: BANNER - 1] + "…"


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
    words = ", ".join(_changes((state,))) if changed else _("nothing changed")
    return f"{dates.moment(state.completed_at, now)}: {words}"


def source_age(state: CollectionState, now: datetime) -> str:
    """`Partnere 15 t`, `Avtaler 3 d (feilet)`, `Avtaler aldri hentet`."""
    if state.completed_at is None:
        return f"{collection(state.collection)} {_('never fetched')}"
    failed = f" ({_('failed')})" if state.error is not None and not isinstance(state.error, Cancelled) else ""
    return f"{collection(state.collection)} {dates.age(now - state.completed_at)}{failed}"


def progress(event: Reading, *, named: bool = False) -> str:
    """`118/214`, `118` where the total is not known; with its name `Partnere 118/214`."""
    count = f"{event.done}/{event.total}" if event.total is not None else str(event.done)
    return f"{collection(event.collection)} {count}" if named else count


def waiting(event: Pause, now: datetime) -> str:
    """`Venter til 08:02:31 (20 s), forsøk 2.`"""
    return _("Waiting until {time} ({seconds} s), attempt {attempt}.").format(
        time=dates.clock_seconds(event.until), seconds=_seconds(event.until, now), attempt=event.attempt
    )


def countdown(until: datetime, now: datetime) -> str:
    """`prøver igjen om 20 s`; both times aware."""
    return _("trying again in {seconds} s").format(seconds=_seconds(until, now))


def _seconds(until: datetime, now: datetime) -> int:
    return max(round((until - now).total_seconds()), 0)


def outcome(event: Done | Failed) -> str:
    """`Partnere: 214 lest, 2 nye, 3 endret, 1 borte (1,1 s)`, or the sentence for what went wrong."""
    name = collection(event.collection)
    if isinstance(event, Failed):
        return f"{name}: {errors.sentence(event.error)}"
    if not event.offered:
        return f"{name}: {not_offered(event.collection)}"
    parts = [ngettext("{count} read", "{count} read", event.read).format(count=event.read), *_changes((event,))]
    if event.rejected:
        parts.append(_set_aside(event.rejected))
    return f"{name}: {', '.join(parts)} ({number(round(event.seconds, 1))} s)"


def summary(event: Round) -> str:
    """A whole round in one line: `Alt er hentet: 2 nye, 3 endret, 1 borte.`"""
    if event.error is not None:
        return errors.sentence(event.error)
    failed = [one for one in event.outcomes if isinstance(one, Failed)]
    if failed:
        names = ", ".join(collection(one.collection) for one in failed)
        return _("Not checked: {names}. {why}").format(names=names, why=errors.sentence(failed[0].error))
    done = [one for one in event.outcomes if not isinstance(one, Failed)]
    if done and not any(one.offered for one in done):
        return not_offered(done[0].collection)
    rejected = sum(one.rejected for one in done)
    aside = f", {_set_aside(rejected)}" if rejected else ""
    if not any(one.added or one.changed or one.removed for one in done):
        return _("Everything is fetched, nothing has changed{aside}.").format(aside=aside)
    return _("Everything is fetched: {changes}{aside}.").format(changes=", ".join(_changes(done)), aside=aside)


def storage(count: int) -> str:
    """`3,1 MB på denne maskinen`."""
    return _("{size} on this machine").format(size=storage_size(count))


def _changes(done: Sequence[Done | CollectionState]) -> list[str]:
    added, changed, removed = (
        sum(counts) for counts in zip(*((one.added, one.changed, one.removed) for one in done), strict=True)
    )
    return [
        ngettext("{count} new", "{count} new", added).format(count=added),
        ngettext("{count} changed", "{count} changed", changed).format(count=changed),
        ngettext("{count} gone", "{count} gone", removed).format(count=removed),
    ]


def _set_aside(count: int) -> str:
    return ngettext("{count} set aside", "{count} set aside", count).format(count=count)
