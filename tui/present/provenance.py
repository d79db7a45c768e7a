"""Where a record comes from, as labelled facts."""

from __future__ import annotations

from datetime import datetime

from ..domain.freshness import Collection, CollectionState, Provenance
from . import dates, sync
from .language import _


def facts(
    record: tuple[Collection, str],
    known: Provenance,
    state: CollectionState | None,
    *,
    profile: str,
    url: str | None,
    address: str | None,
    now: datetime,
    part: str | None = None,
) -> list[tuple[str, str]]:
    """Label and value, in order: service, profile, collection, id, and the moments, each for what it is.

    `part` is the id of something inside the record, which the source gives and changes only with the whole of it.
    """
    collection, key = record
    checked = state.completed_at if state else None
    return [
        (_("Service"), url or _("no address yet")),
        (_("Profile"), profile),
        (_("Collection"), sync.collection(collection)),
        (_("Id at the source"), key),
        *([(_("Id inside it"), part)] if part else []),
        (_("Fetched here"), _with_age(known.arrived, now) if known.arrived else _("with the first fetch")),
        (_("Last checked"), _with_age(checked, now) if checked else _("never")),
        (_("Changed at the source"), _with_age(known.modified, now) if known.modified else _("not stated")),
        *([(_("Link"), address)] if address else []),
    ]


def _with_age(moment: datetime, now: datetime) -> str:
    return f"{dates.moment(moment, now)} ({dates.age(now - moment)})"
