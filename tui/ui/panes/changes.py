"""Pane 6: what became different at the source, and which of it was looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date

from ...domain.freshness import Collection, CollectionState
from ...domain.notes import Subject
from ...domain.review import (
    WITHHELD,
    Change,
    Gone,
    RecordKind,
    RecordRef,
    ReviewState,
    Since,
    SinceKind,
    Window,
    last_sync,
    not_checked,
)
from ...domain.values import dataclass
from ...plain.export.changed import changes, every
from ...plain.export.choice import Export
from ...plain.export.offers import of_table
from ...present import changes as words
from ...present import dates, errors, review
from ...present import sync as sync_words
from ...present.keymap import how
from ...present.language import N_, _
from ..card_lines import Build, Link
from ..cards.change import change_card, gone_card, unchecked_card
from ..choices import Choice
from ..ink import Role, Span, cut
from ..links import link_to
from ..list_window import Look
from ..services import Services
from .change_rows import ChangeRows, Entry, Heading, entry_key
from .listing import cells, columns, widths
from .pane import Pane
from .subjects import subject_at

WIDE = 88
"""Cells of list from which each row says what it was synced with."""
WHOSE = 30
"""Cells of row 3 for whose changes alone are listed."""
_REVIEW = Since()


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """The record or partner whose changes alone are listed."""

    ref: RecordRef
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Which changes are listed."""

    since: Since = _REVIEW
    last_sync: bool = False
    """From the last sync on, whenever that was."""
    whose: Whose | None = None
    passing: bool = False
    """`whose` was only asked for a look: it goes when the pane is left."""


ALL = Listed()


class ChangesPane(Pane[Entry]):
    """The inbox of what became different."""

    NAME = "changes"
    TITLE = N_("Changes")
    COLLECTION = None
    FILTERED = False

    listed = ALL
    open = 0
    """Changes in view that nobody looked at."""
    _unchecked = 0

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.rows = ChangeRows(services.book.changes(), (), ())
        self._views = [ALL]

    def look(self) -> Look[Entry]:
        return Look(
            key=entry_key,
            spans=self._spans,
            selectable=lambda entry: not isinstance(entry, Heading),
            heading=lambda entry: isinstance(entry, Heading),
            above=lambda index: self.rows.above(index),
        )

    # -- rows ------------------------------------------------------------------------------------------------

    @staticmethod
    def _widths(width: int) -> dict[str, int]:
        wanted = {"mark": 1, "fetched": 11, "source": 12 if width >= WIDE else 0, "field": 13}
        wanted |= {"before": 11, "arrow": 2, "after": 13 if width >= WIDE else 12}
        return widths(width, "who", wanted, least=20, drop=("fetched",))

    def columns(self, width: int) -> str:
        size = self._widths(width)
        return columns(
            (
                ("", size["mark"]),
                (_("Fetched"), size["fetched"]),
                (_("Source"), size["source"]),
                (_("Whose"), size["who"]),
                (_("Field"), size["field"]),
                (_("Before"), size["before"]),
                ("->", size["arrow"]),
                (_("After"), size["after"]),
            )
        )

    def _spans(self, entry: Entry, width: int) -> Sequence[Span]:
        size = self._widths(width)
        match entry:
            case Heading():
                return ((entry.words, Role.HEADING),)
            case Change():
                return self._change(entry, size)
            case Gone():
                fetched = (short(dates.local(entry.gone_at).date(), self._today), size["fetched"], Role.FAINT)
                rest = sum(abs(size[one]) + 1 for one in ("field", "before", "arrow", "after") if size[one]) - 1
                source = (sync_words.collection(entry.ref.collection), size["source"], Role.FAINT)
                title = (entry.title, size["who"], Role.FAINT)
                return cells(
                    (("", size["mark"], Role.FAINT), fetched, source, title, (words.gone(entry), rest, Role.FAINT))
                )
            case CollectionState():
                return ((f"{words.NOT_CHECKED} ", Role.ALARM), (review.not_checked(entry), Role.PLAIN))

    def _change(self, change: Change, size: dict[str, int]) -> Sequence[Span]:
        fetched = dates.local(change.fetched_at)
        when = f"{short(fetched.date(), self._today)} {dates.clock(fetched)}"
        values: tuple[tuple[str, int, Role], ...] = (
            (review.value_before(change), size["before"], Role.PLAIN),
            ("->", size["arrow"], Role.PLAIN),
            (review.value_after(change), size["after"], Role.PLAIN),
        )
        if WITHHELD in (change.before, change.after):
            room = size["before"] + size["arrow"] + size["after"] + 2
            values = ((_("changed; value not kept"), room, Role.PLAIN),)
        return cells(
            (
                (words.SIGNS[change.state], size["mark"], Role.PLAIN),
                (when, size["fetched"], Role.PLAIN),
                (sync_words.collection(change.ref.collection), size["source"], Role.PLAIN),
                (review.who(change), size["who"], Role.PLAIN),
                (review.field_name(change), size["field"], Role.PLAIN),
                *values,
            )
        )

    @property
    def _today(self) -> date:
        return dates.local_date(self.now)

    def window(self) -> Window:
        """What of the history is asked for."""
        since, whose = self.listed.since, self.listed.whose
        if self.listed.last_sync:
            since = last_sync(self.services.reader.states()) or Since()
        if whose is None:
            return Window(since=since)
        if whose.ref.kind is RecordKind.PARTNER:
            return Window(since=since, partner=whose.ref.record_id)
        return Window(since=since, record=whose.ref)

    def exports(self) -> Sequence[Export]:
        wanted, services = self.window(), self.services

        def found() -> Iterator[Change]:
            """In the thread that writes the file."""
            with closing(services.open_book()) as book:
                yield from every(book.changes(wanted))

        return [*of_table(_("changes"), self.made, lambda: changes(found())), *self.minutes()]

    def read(self) -> None:
        book = self.services.book
        gone = tuple(one for one in book.gone() if self._concerns(one))
        unchecked = not_checked(self.services.reader.states())
        self.rows = ChangeRows(book.changes(self.window()), gone, unchecked)
        self.open, self._unchecked = self.rows.open, len(unchecked)
        self.list.show(self.rows, keep=self.list.selected_key, empty=() if len(self.rows) else self.empty_lines())

    def _concerns(self, gone: Gone) -> bool:
        whose = self.listed.whose
        if whose is None:
            return True
        if whose.ref.kind is RecordKind.PARTNER:
            return whose.ref == gone.ref or any(one.id == whose.ref.record_id for one in gone.partners)
        return whose.ref == gone.ref or (
            whose.ref.kind is RecordKind.AGREEMENT and gone.ref.source_id == whose.ref.source_id
        )

    def marks_changed(self) -> None:
        """The same changes, looked at or no longer."""
        self.open = self.rows.open
        self.list.renew()
        self.refresh_card(keep=True)

    # -- which are listed --------------------------------------------------------------------------------------

    def show_listed(self, listed: Listed) -> None:
        self.listed = listed
        self.stale = False
        self.read()
        self.card_follows()

    @property
    def narrowed(self) -> str:
        if self.listed == ALL:
            return ""
        if self.listed not in self._views:
            self._views.append(self.listed)
        return str(self._views.index(self.listed))

    def narrow(self, name: str) -> None:
        self.show_listed(self._views[int(name or 0)])

    def left(self) -> None:
        if self.listed.passing:
            self.listed, self.stale = replace(self.listed, whose=None, passing=False), True

    def reveal(self) -> bool:
        hidden = self.listed != ALL
        self.listed = ALL
        return hidden

    def unfilter(self) -> bool:
        if self.listed.whose is None or self.listed.passing:
            return False
        self.show_listed(replace(self.listed, whose=None))
        return True

    def choices(self) -> Sequence[Choice[Listed | None]]:
        """Since when, and of whom; None stands for a day that is to be asked for."""
        view, now = self.listed, self.now
        whole = replace(view, last_sync=False)
        baselines = self.services.book.baselines()
        last = (_("since the last review"), replace(whole, since=Since()))
        found: list[Choice[Listed | None]] = [
            Choice(*last, note="" if baselines else _("none was closed yet")),
            Choice(_("since the last sync"), replace(whole, since=Since(), last_sync=True)),
            Choice(_("since a day ..."), None),
            Choice(_("since the first fetch"), replace(whole, since=Since(kind=SinceKind.START))),
        ]
        row = self.list.selected
        named = row.partners if isinstance(row, Change | Gone) else ()
        if view.whose is not None:
            found.append(Choice(_("of all partners"), replace(view, whose=None, passing=False)))
        found += [
            Choice(
                _("only of {name}").format(name=one.name or one.id),
                replace(view, whose=Whose(ref=RecordRef.partner(one.id), title=one.name or one.id), passing=False),
            )
            for one in named
        ]
        for one in baselines:
            since = Since(kind=SinceKind.BASELINE, baseline=one.id)
            label = _("since {when}").format(when=review.baseline(one, now))
            found.append(Choice(label, replace(whole, since=since)))
        return found

    # -- what is said about it ---------------------------------------------------------------------------------

    def since_words(self) -> str:
        since = self.window().since
        return words.since(since, self.services.book.baselines(), self.now, last_sync=self.listed.last_sync)

    def context(self) -> str:
        since = self.since_words()
        parts = [since[:1].upper() + since[1:]]
        if self.listed.whose is not None:
            parts.insert(0, cut(self.listed.whose.title, WHOSE))
        if self._unchecked:
            parts.append(words.unchecked(self._unchecked))
        parts.append(words.unseen(self.open))
        return "   ".join(parts)

    @property
    def way(self) -> str:
        return self.selected_title if self.opened else ""  # else row 3 says what is listed

    def explains(self) -> str:
        return _(". not seen   x seen   ! not checked   {next} next not seen   {undo} undo").format(
            next=f"{how('unreviewed.next')}/{how('unreviewed.previous')}", undo=how("undo")
        )

    def empty_lines(self) -> Sequence[str]:
        book = self.services.book
        if book.trouble is not None:
            return (errors.sentence(book.trouble),)
        lines = words.nothing(self.since_words(), self.services.reader.states())
        return (*lines, _("{key} shows others: since a day, a review, or all.").format(key=how("since")))

    # -- the selected one --------------------------------------------------------------------------------------

    @property
    def change(self) -> Change | None:
        row = self.list.selected
        return row if isinstance(row, Change) else None

    def title_of(self, row: Entry) -> str:
        match row:
            case Change():
                return review.who(row)
            case Gone():
                return row.title
            case CollectionState():
                return sync_words.collection(row.collection)
            case Heading():
                return row.words

    def ref_of(self, row: Entry) -> RecordRef | None:
        return row.ref if isinstance(row, Change | Gone) else None

    def subject_of(self, row: Entry) -> Subject | None:
        match row:
            case Change():
                return subject_at(self.services.reader, row.ref, row.title)
            case Gone():
                return subject_at(self.services.reader, row.ref, row.title, row.gone_at)
            case _:
                return None

    def record_of(self, row: Entry) -> tuple[Collection, str] | None:
        ref = self.ref_of(row)
        return (ref.collection, ref.source_id) if ref is not None else None

    def part_of(self, row: Entry) -> str | None:
        ref = self.ref_of(row)
        return ref.record_id if ref is not None and ref.kind is RecordKind.GOAL else None

    def enter(self) -> Link | None:
        """To the record, where it is still there; where the card is hidden, to the card first."""
        row = self.list.selected
        if row is None or self.alone:
            return None
        ref = self.ref_of(row)
        return link_to(ref, self.services.reader) if ref is not None else None

    def card_for(self, row: Entry) -> Build:
        now, book, reader = self.now, self.services.book, self.services.reader
        match row:
            case Change():
                link = link_to(row.ref, reader)
                agreement = reader.agreement(row.ref.source_id) if row.ref.kind is RecordKind.AGREEMENT else None
                return lambda width: change_card(row, link, agreement, now, width)
            case Gone():
                notes = book.notes(row.ref)
                return lambda width: gone_card(row, notes, now, width)
            case CollectionState():
                return lambda width: unchecked_card(row, now, width)
            case Heading():
                return lambda width: ()

    def seen(self, change: Change) -> bool:
        """Nothing of it is left to be marked."""
        return change.state is not ReviewState.OPEN


def short(day: date, today: date) -> str:
    return f"{dates.short(day, today):>5}"
