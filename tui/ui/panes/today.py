"""Pane 1: what the day holds. The start screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from ...domain.calendar import Session
from ...domain.collation import fold, search_terms
from ...domain.freshness import Collection
from ...domain.identity import agreement_subject, goal_subject, hours_subject
from ...domain.notes import Point, Question, Subject
from ...domain.query import GoalRow
from ...domain.review import RecordKind, RecordRef
from ...domain.today import Deadline, Today
from ...present import copying, dates
from ...present import today as words
from ...present.language import N_, _
from ...present.today import Group, Row
from ...settings import Mine
from ...storage.day import DayReader
from ..card_lines import Build, CardLine, Link, hours_link, text
from ..cards.agenda import agenda_lines
from ..cards.agreement import agreement_card, facts_of
from ..cards.goal import goal_card
from ..ink import Role, Span, fit, wrap
from ..list_window import Look, MemoryRows
from ..services import Sight
from .listing import Listing, cells, columns, parties_of, widths
from .mine import unsaid

Entry = Group | Row

ROOMY = 70
"""Cells of list from which the second column has its full width."""
TALL = 28
"""Lines of card from which the agenda of two days has a third of them."""


class Day(Listing[Entry]):
    """Who can be met, what is due, what to raise, what changed: all of it links."""

    NAME = "today"
    TITLE = N_("Today")
    COLLECTION = None

    def __init__(self, services: Sight, partner_card: Callable[[str], Build]) -> None:
        """`partner_card` makes the card of the partner with an id."""
        self.prepare(services, partner_card)
        super().__init__(services)

    def prepare(self, services: Sight, partner_card: Callable[[str], Build]) -> None:
        """What is to be known before there are rows."""
        self.book_version: int | None = None
        self._partner_card = partner_card
        self._days = DayReader(services.reader, services.book)
        self._today: Today | None = None
        self.mine = services.settings.mine != Mine()
        """Only what concerns the partners and municipalities that the configuration calls mine."""

    def look(self) -> Look[Entry]:
        return Look(
            key=lambda entry: entry.key if isinstance(entry, Row) else f"group|{entry.key}",
            spans=self._spans,
            selectable=lambda entry: isinstance(entry, Row),
            heading=lambda entry: isinstance(entry, Group),
        )

    @staticmethod
    def _widths(width: int) -> dict[str, int]:
        wanted = {"when": 14, "who": 24 if width >= ROOMY else 17, "age": -5}
        return widths(width, "what", wanted, least=18, drop=("age", "who"))

    def columns(self, width: int) -> str:
        size = self._widths(width)
        titles = ((_("When"), "when"), (_("Who"), "who"), (_("What"), "what"), (_("Age"), "age"))
        return columns([(title, size[name]) for title, name in titles])

    def _spans(self, entry: Entry, width: int) -> Sequence[Span]:
        if isinstance(entry, Group):
            return ((entry.title, Role.HEADING),)
        size = self._widths(width)
        role = Role.ALARM if entry.alarm else Role.PLAIN
        if not entry.who:
            return ((fit(entry.what, width - 1), role),)
        what = entry.what
        if entry.state and len(entry.state) + 8 < size["what"]:
            what = f"{fit(what, size['what'] - len(entry.state) - 1)} {entry.state}"
        age = dates.age(self.now - entry.fetched) if entry.fetched else ""
        return cells(
            (
                (entry.when, size["when"], role),
                (entry.who, size["who"], Role.PLAIN),
                (what, size["what"], Role.PLAIN),
                (age, size["age"], Role.PLAIN),
            )
        )

    # -- reading ---------------------------------------------------------------------------------------------

    @property
    def _day(self) -> date:
        return dates.local_date(self.now)

    def read(self) -> None:
        mine = self.services.settings.mine if self.mine else Mine()
        self.book_version = self.services.book.version()
        self._today = today = self._days.read(
            self.now, self._day, partners=mine.partners, municipalities=mine.municipalities
        )
        entries: list[Entry] = []
        for group in self._in_view(words.groups(today)):
            entries += [replace(group, rows=()), *group.rows]
        empty = self.empty_lines() if self.filter_text else words.nothing(today)
        self.list.show(MemoryRows(entries, self.look().key), keep=self.list.selected_key, empty=empty)

    def day_ahead(self) -> Iterator[None]:
        """What is behind the rows of this day, a piece at a time."""
        return self._days.ahead(self._day)

    def _in_view(self, groups: Sequence[Group]) -> list[Group]:
        """What the filter leaves."""
        terms = search_terms(self.filter_text)
        found = [
            replace(group, rows=tuple(row for row in group.rows if all(term in haystack(group, row) for term in terms)))
            for group in groups
        ]
        return [group for group in found if group.rows]

    def whole_day(self) -> tuple[Today, list[Group]] | None:
        """What is in view, with all of what the list only counts; None before anything was read."""
        today = self._today
        return None if today is None else (today, self._in_view(words.groups(today, whole=True)))

    def switch_view(self) -> None:
        if self.services.settings.mine == Mine():
            self.changed(unsaid())
            return
        self.mine = not self.mine
        self.read()
        self.card_follows()

    def context(self) -> str:
        day = dates.full_day(self._day)
        whose = "   " + (_("only mine") if self.mine else _("everybody's")) if self._has_mine else ""
        return day[:1].upper() + day[1:] + whose

    @property
    def _has_mine(self) -> bool:
        return self.services.settings.mine != Mine()

    def explains(self) -> str:
        return words.oldest_words(self._today) if self._today else ""

    # -- records ---------------------------------------------------------------------------------------------

    def enter(self) -> Link | None:
        row = self.list.selected
        if not isinstance(row, Row):
            return None
        if row.pane:
            return Link(row.pane, "")
        ref = words.record_of(row)
        return link_of(ref, row) if ref else None

    def title_of(self, row: Entry) -> str:
        return row.who if isinstance(row, Row) else ""

    def record_of(self, row: Entry) -> tuple[Collection, str] | None:
        ref = words.record_of(row) if isinstance(row, Row) else None
        return (ref.collection, ref.source_id) if ref else None

    def ref_of(self, row: Entry) -> RecordRef | None:
        return words.record_of(row) if isinstance(row, Row) else None

    def subject_of(self, row: Entry) -> Subject | None:
        match row:
            case Row(subject=Session(row=found)):
                return hours_subject(found)
            case Row(subject=Deadline(goal=goal, agreement=agreement)) if goal is not None:
                return goal_subject(goal, agreement)
            case Row(subject=Deadline(agreement=agreement)):
                return agreement_subject(agreement)
            case Row(subject=Point(about=about, partner=partner)):
                return about or partner
            case Row(subject=Question(subject=subject)):
                return subject
        return None

    def part_of(self, row: Entry) -> str | None:
        ref = words.record_of(row) if isinstance(row, Row) else None
        return ref.record_id if ref and ref.kind is RecordKind.GOAL else None

    def partners_of(self, row: Entry) -> tuple[str, ...]:
        match row:
            case Row(subject=Session(row=found)):
                return tuple(one for one in (found.hours.host_id, found.hours.provider_id) if one)
            case Row(subject=Deadline(agreement=agreement)):
                return parties_of(agreement)
            case Row(subject=Point(partner=subject)):
                return (subject.ref.record_id,)
            case Row(subject=Question(subject=subject)):
                return subject.partners
        return ()

    def parts_of(self, row: Entry) -> tuple[copying.Part, ...]:
        match row:
            case Row(subject=Session(row=hours)):
                return copying.hours_parts(hours)
            case Row(subject=Deadline(agreement=agreement)):
                return copying.agreement_parts(agreement)
            case Row(subject=Point(partner=subject)):
                partner = self.services.reader.partner(subject.ref.record_id)
                return copying.partner_parts(partner) if partner else ()
        return ()

    def whole_card(self, row: Entry) -> Build:
        """Where there are lines for both, today's and tomorrow's office hours stand over the card."""
        card, now, day, today = super().whole_card(row), self.now, self._day, self._today

        def build(width: int) -> Sequence[CardLine]:
            if today is None or self.card_rows < TALL:
                return card(width)
            return [*agenda_lines(today.agenda, now, day, width, self.card_rows // 3 - 3), *card(width)]

        return build

    def card_for(self, row: Entry) -> Build:
        now, reader = self.now, self.services.reader
        match row:
            case Row(subject=Session(row=hours)) if hours.hours.host_id or hours.hours.provider_id:
                return self._partner_card(hours.hours.host_id or hours.hours.provider_id or "")
            case Row(subject=Deadline(goal=goal, agreement=agreement)) if goal is not None:
                name = reader.partner_names([goal.responsible_organization_id or ""])
                responsible = name.get(goal.responsible_organization_id or "")
                found = GoalRow(goal=goal, agreement=agreement, responsible_name=responsible)
                return lambda width: goal_card(found, now, width)
            case Row(subject=Deadline(agreement=agreement)):
                facts = facts_of(agreement, reader, self.services.book)
                return lambda width: agreement_card(facts, now, width)
            case Row(subject=Point(partner=subject)):
                return self._partner_card(subject.ref.record_id)
            case Row(subject=Question(subject=subject)) if subject.partners:
                return self._partner_card(subject.partners[0])
            case Row(what=what):
                return lambda width: [text(line) for line in wrap(what, width - 1)]
        return lambda width: ()


def haystack(group: Group, row: Row) -> str:
    return fold(f"{group.title} {row.when} {row.who} {row.what} {row.state}")


def link_of(ref: RecordRef, row: Row) -> Link:
    """Where the record of a row is listed."""
    match ref.kind:
        case RecordKind.PARTNER:
            return Link("partners", ref.record_id)
        case RecordKind.GOAL:
            return Link("goals", ref.record_id)
        case RecordKind.AGREEMENT:
            return Link("agreements", ref.record_id)
        case RecordKind.HOURS:
            slot = words.slot_of(row)
            return hours_link(ref.source_id, ref.record_id, slot.date if slot else None)
