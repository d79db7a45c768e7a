"""Row 1: what can be trusted, in a line."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from ..domain.freshness import Collection, CollectionState, Connection, oldest
from . import dates
from .language import N_, _
from .sync import collection, is_old

BANNER: Final = 50
"""Columns the banner may take."""
_OLD: Final = {
    Collection.HOURS: N_("Office hours are {age} old"),
    Collection.PARTNERS: N_("Partners are {age} old"),
    Collection.AGREEMENTS: N_("Agreements are {age} old"),
}
_CONNECTIONS: Final = {
    Connection.UNTRIED: N_("not checked"),
    Connection.ONLINE: N_("online"),
    Connection.SYNCING: N_("SYNCING"),
    Connection.OFFLINE: N_("OFFLINE"),
    Connection.HELD: N_("KEPT OFFLINE"),
    Connection.NONE: N_("no source"),
}


def connection(value: Connection) -> str:
    """`FRAKOBLET`."""
    return _(_CONNECTIONS[value])


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
