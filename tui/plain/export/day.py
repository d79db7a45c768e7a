"""The day as rows of facts, and as a text to read: what the start screen has in view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ...domain.calendar import Session
from ...domain.notes import Point
from ...domain.today import Deadline, Today
from ...present import dates, language
from ...present.language import N_, _
from ...present.today import Group, Row
from .document import Block, Document, Grid, Heading, Item, Items, Paragraph
from .minutes import data_from
from .table import Table, table


def day_table(groups: Sequence[Group]) -> Table:
    """One row per line of the day, in the words of the screen."""
    return table(
        "today",
        (
            ("part", N_("Part of the day")),
            ("date", N_("Date")),
            ("when", N_("When")),
            ("who", N_("Who")),
            ("what", N_("What")),
            ("state", N_("State")),
            ("fetched_at", N_("Fetched here")),
        ),
        (
            (group.key, _date(row), row.when or None, row.who or None, row.what, row.state or None, row.fetched)
            for group in groups
            for row in group.rows
        ),
    )


def day_document(today: Today, groups: Sequence[Group]) -> Document:
    """The document, in the language in use."""
    day = dates.full_day(today.day)
    return Document(title=day[:1].upper() + day[1:], language=language.current(), blocks=tuple(_blocks(today, groups)))


def _blocks(today: Today, groups: Sequence[Group]) -> Iterator[Block]:
    yield Paragraph(data_from(today.states, today.now))
    if not groups:
        yield Paragraph(_("Nothing is in view."))
    for group in groups:
        yield Heading(group.title)
        if all(isinstance(row.subject, Session | Deadline) for row in group.rows):
            yield Grid(
                (_("When"), _("Who"), _("What")),
                tuple((row.when, row.who, ", ".join(part for part in (row.what, row.state) if part))
                      for row in group.rows),
            )  # fmt: skip
        else:
            yield Items(tuple(_item(row) for row in group.rows))


def _item(row: Row) -> Item:
    said = ": ".join(part for part in (row.who, row.what) if part)
    return Item(said, ticked=row.subject.done_at is not None if isinstance(row.subject, Point) else None)


def _date(row: Row) -> date | None:
    match row.subject:
        case Session(slot=slot):
            return slot.date
        case Deadline(day=day):
            return day
        case _:
            return None
