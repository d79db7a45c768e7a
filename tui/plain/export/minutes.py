"""The minutes of a meeting with a partner: the points and what came of them, what changed, how the goals stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from ...domain.agreement import Agreement
from ...domain.freshness import CollectionState, oldest
from ...domain.notes import Note, Point
from ...domain.partner import Partner
from ...domain.progress import progress
from ...domain.review import Change, Window
from ...domain.values import dataclass
from ...present import agreement as agreement_words
from ...present import dates, language
from ...present import review as review_words
from ...present.language import _
from ...storage.book.book import Book
from ...storage.reader import Reader
from .document import Block, Document, Grid, Heading, Item, Items, Paragraph

MOST_CHANGES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What the minutes are made of."""

    partner: Partner
    now: datetime
    """Aware."""
    points: tuple[Point, ...]
    """Those still to be raised, and those ticked on the day."""
    changes: Sequence[Change]
    """Since the last review, those that concern the partner."""
    more_changes: int
    """How many there are besides."""
    agreements: tuple[Agreement, ...]
    notes: tuple[Note, ...]
    """Empty unless they were asked for."""
    states: tuple[CollectionState, ...]


def read_meeting(reader: Reader, book: Book, partner_id: str, now: datetime, *, notes: bool = False) -> Meeting | None:
    """Everything about one partner; None where the copy has none with this id. Raises CacheError."""
    partner = reader.partner(partner_id)
    if partner is None:
        return None
    today = dates.local_date(now)
    points = book.points(partner_id, done=True)
    changes = book.changes(Window(partner=partner_id))
    return Meeting(
        partner=partner,
        now=now,
        points=tuple(one for one in points if one.done_at is None or dates.local_date(one.done_at) == today),
        changes=changes.window(0, MOST_CHANGES),
        more_changes=max(len(changes) - MOST_CHANGES, 0),
        agreements=reader.agreements(organization_id=partner_id),
        notes=book.partner_notes(partner_id) if notes else (),
        states=reader.states(),
    )


def minutes(meeting: Meeting) -> Document:
    """The document, in the language in use."""
    title = _("Minutes: {partner}").format(partner=meeting.partner.name)
    return Document(title=title, language=language.current(), blocks=tuple(_blocks(meeting)))


def _blocks(meeting: Meeting) -> Iterator[Block]:
    today = dates.local_date(meeting.now)
    day = dates.full_day(today)
    yield Paragraph(day[:1].upper() + day[1:])
    yield Paragraph(data_from(meeting.states, meeting.now))
    yield Heading(_("Points"))
    yield from _points(meeting.points)
    yield Heading(_("Changes since the last review"))
    yield from _changes(meeting)
    yield Heading(_("Goals"))
    yield from _goals(meeting.agreements, today)
    if meeting.notes:
        yield Heading(_("My notes"))
        for note in meeting.notes:
            yield Paragraph(f"{note.subject.title}, {dates.moment(note.created_at, meeting.now)}")
            yield Paragraph(note.text, quoted=True)


def _points(points: Sequence[Point]) -> Iterator[Block]:
    if not points:
        yield Paragraph(_("No points."))
        return
    items = (
        Item(f"{one.text}: {one.outcome}" if one.outcome else one.text, ticked=one.done_at is not None)
        for one in points
    )
    yield Items(tuple(items))


def _changes(meeting: Meeting) -> Iterator[Block]:
    if not meeting.changes:
        yield Paragraph(_("No changes are known here."))
        return
    items = [Item(review_words.sentence(one)) for one in meeting.changes]
    if meeting.more_changes:
        items.append(Item(_("and {count} more").format(count=meeting.more_changes)))
    yield Items(tuple(items))


def _goals(agreements: Sequence[Agreement], today: date) -> Iterator[Block]:
    if not any(one.goals for one in agreements):
        yield Paragraph(_("No goals are agreed."))
    for agreement in agreements:
        if agreement.goals:
            yield Heading(agreement.title, 3)
            yield Grid(
                (_("Goal"), _("Status"), _("Due")),
                tuple(
                    (
                        goal.title,
                        agreement_words.standing_explained(progress(goal, today)),
                        agreement_words.goal_due(goal, today),
                    )
                    for goal in agreement.goals
                ),
            )


def data_from(states: tuple[CollectionState, ...], now: datetime) -> str:
    """How old what is told is, in a sentence."""
    checked = oldest(states)
    if checked is None:
        return _("Part of this was never fetched.")
    return _("Data as of {when}.").format(when=dates.moment(checked, now))
