"""The files that lists, office hours and meetings can become."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import datetime

from ...domain.errors import NoSuchPartner
from ...domain.query import HoursRow
from ...domain.today import Today
from ...present.dates import local_date
from ...present.language import _
from ...present.today import Group
from ...storage.book.book import Book
from ...storage.reader import Reader
from .calendar import as_ics
from .choice import Export, Made
from .day import day_document
from .file import file_name
from .markdown import as_markdown
from .minutes import minutes, read_meeting
from .page import as_page
from .spreadsheet import as_csv, as_json
from .table import Table


def of_table(name: str, made: Made, table: Callable[[], Table]) -> list[Export]:
    """A list as csv and json. `name` says in the file's name what it holds; `table` is called where it is written."""
    file = file_name(name, local_date(made.at))
    return [
        Export(_("spreadsheet (csv)"), file, "csv", lambda: as_csv(table())),
        Export(_("for programs (json)"), file, "json", lambda: as_json(table(), made)),
    ]


def of_hours(made: Made, rows: Iterable[HoursRow]) -> Export:
    """Office hours for a calendar."""
    kept = tuple(rows)
    file = file_name(_("office hours"), local_date(made.at))
    return Export(_("calendar (ics)"), file, "ics", lambda: as_ics(kept, made.at, made.fetched))


def of_day(today: Today, groups: Sequence[Group]) -> list[Export]:
    """What a day holds, to read and to print."""
    file, words = file_name(_("today"), today.day), _("the day")
    return [
        Export(f"{words} (Markdown)", file, "md", lambda: as_markdown(day_document(today, groups))),
        Export(_("{what} (page to print)").format(what=words), file, "html",
               lambda: as_page(day_document(today, groups))),
    ]  # fmt: skip


def of_meeting(
    partner_id: str,
    name: str,
    now: datetime,
    open_reader: Callable[[], Reader],
    open_book: Callable[[], Book],
    *,
    notes: bool = True,
) -> list[Export]:
    """The minutes of a meeting with a partner. With `notes` also as one where a person's own are in."""

    def made(*, notes: bool, page: bool) -> bytes:
        with closing(open_reader()) as reader, closing(open_book()) as book:
            meeting = read_meeting(reader, book, partner_id, now, notes=notes)
        if meeting is None:
            raise NoSuchPartner(partner_id)
        return as_page(minutes(meeting)) if page else as_markdown(minutes(meeting))

    plain, with_notes = _("minutes"), _("minutes with my notes")
    file = file_name(plain, local_date(now), name)
    found = [
        Export(f"{plain} (Markdown)", file, "md", lambda: made(notes=False, page=False)),
        Export(_("{what} (page to print)").format(what=plain), file, "html", lambda: made(notes=False, page=True)),
    ]
    if not notes:
        return found
    return [
        *found,
        Export(f"{with_notes} (Markdown)", file, "md", lambda: made(notes=True, page=False)),
        Export(_("{what} (page to print)").format(what=with_notes), file, "html", lambda: made(notes=True, page=True)),
    ]
