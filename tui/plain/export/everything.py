"""What `samspill export` writes: all of one kind, as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from ...domain.agreement import Agreement
from ...domain.errors import NoSuchPartner
from ...domain.freshness import Collection, oldest
from ...domain.query import GoalRow, PartnerRow
from ...domain.today import sittings
from ...present.dates import local, local_date
from ...storage.book.book import Book
from ...storage.reader import Reader
from . import table
from .calendar import as_ics
from .changed import changes, every
from .choice import Made
from .markdown import as_markdown
from .minutes import minutes, read_meeting
from .page import as_page
from .spreadsheet import as_csv, as_json

FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "partners": ("csv", "json"),
    "hours": ("csv", "json", "ics"),
    "goals": ("csv", "json"),
    "agreements": ("csv", "json"),
    "changes": ("csv", "json"),
    "minutes": ("md", "html"),
}
"""What can be had, and in which forms; the first is the one where none is asked for."""
DAYS: Final = 35
"""Days of office hours in a table, today included."""
AT_ONCE: Final = 500
_COLLECTIONS: Final = {
    "partners": Collection.PARTNERS,
    "hours": Collection.HOURS,
    "goals": Collection.AGREEMENTS,
    "agreements": Collection.AGREEMENTS,
}


def of_partner(partner_id: str, form: str, reader: Reader, book: Book, now: datetime, *, notes: bool) -> bytes:
    """The minutes of a meeting. Raises NoSuchPartner and CacheError."""
    meeting = read_meeting(reader, book, partner_id, now, notes=notes)
    if meeting is None:
        raise NoSuchPartner(partner_id)
    return as_page(minutes(meeting)) if form == "html" else as_markdown(minutes(meeting))


def of_all(what: str, form: str, reader: Reader, book: Book, now: datetime) -> bytes:
    """One of FORMS but the minutes, in one of its forms. `now` is aware. Raises CacheError."""
    states = reader.states()
    fetched = next((one.completed_at for one in states if one.collection is _COLLECTIONS.get(what)), oldest(states))
    made = Made(now, fetched)
    if form == "ics":
        return as_ics(reader.hours(), now, made.fetched)
    found = _table(what, reader, book, now)
    return as_json(found, made) if form == "json" else as_csv(found)


def _table(what: str, reader: Reader, book: Book, now: datetime) -> table.Table:
    today = local_date(now)
    match what:
        case "partners":
            return table.partners(_partners(reader, now))
        case "hours":
            found = sittings(reader.hours(), today, today + timedelta(days=DAYS - 1))
            return table.office_hours((one.slot, one.row) for one in found)
        case "goals":
            return table.goals(_goals(reader.agreements()), today)
        case "agreements":
            return table.agreements(reader.agreements(), today)
        case _:
            return changes(every(book.changes()))


def _partners(reader: Reader, now: datetime) -> Iterator[PartnerRow]:
    rows = reader.partners(now=local(now))
    for first in range(0, len(rows), AT_ONCE):
        yield from rows.window(first, AT_ONCE)


def _goals(agreements: tuple[Agreement, ...]) -> Iterator[GoalRow]:
    for agreement in agreements:
        for goal in agreement.goals:
            yield GoalRow(goal=goal, agreement=agreement)
