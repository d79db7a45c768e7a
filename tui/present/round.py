"""What happens during a sync, and what came of it, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from ..domain.errors import SyncError
from ..domain.freshness import Collection
from . import dates, errors
from .language import _, ngettext
from .numbers import number
from .sync import changes, collection, not_offered


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
    parts = [ngettext("{count} read", "{count} read", event.read).format(count=event.read), *changes((event,))]
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
    return _("Everything is fetched: {changes}{aside}.").format(changes=", ".join(changes(done)), aside=aside)


def _set_aside(count: int) -> str:
    return ngettext("{count} set aside", "{count} set aside", count).format(count=count)
