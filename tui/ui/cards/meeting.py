"""What is on the screen in a meeting: one partner, section by section, and nothing of anybody else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import Enum

from ...domain.agreement import Agreement
from ...domain.notes import Point
from ...domain.partner import Contact, Partner
from ...domain.progress import progress
from ...domain.query import HoursRow
from ...domain.recurrence import next_slot
from ...domain.review import RecordRef
from ...domain.values import dataclass
from ...present import agreement as agreement_words
from ...present import dates
from ...present import partner as partner_words
from ...present import schedule as schedule_words
from ...present.language import N_, _, ngettext
from ...present.today import address
from ...storage.book.book import Book
from ...storage.reader import Reader


class Section(Enum):
    """What stands on the tabs, in their order."""

    CARD = N_("Card")
    HOURS = N_("Office hours")
    GOALS = N_("Goals")
    AGREEMENTS = N_("Agreements")
    CONTACTS = N_("Contact")
    POINTS = N_("To raise")


@dataclass(frozen=True, slots=True)
class Fact:
    """A line with what belongs to it, and where it comes from."""

    text: str
    more: tuple[str, ...] = ()
    """Lines under it."""
    ref: RecordRef | None = None
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One partner, read at one moment."""

    partner: Partner
    agreements: tuple[Agreement, ...]
    hours: tuple[HoursRow, ...]
    points: tuple[Point, ...]
    """Those to be raised, and those ticked today."""
    now: datetime

    @property
    def to_raise(self) -> int:
        return sum(one.done_at is None for one in self.points)

    def facts(self, section: Section) -> Sequence[Fact]:
        """The lines of a section; one that is empty says so."""
        make = {
            Section.CARD: self._card,
            Section.HOURS: self._hours,
            Section.GOALS: self._goals,
            Section.AGREEMENTS: self._agreements,
            Section.CONTACTS: self._contacts,
            Section.POINTS: self._points,
        }[section]
        return list(make()) or [Fact(_("Nothing in the local copy."))]

    def _card(self) -> Iterator[Fact]:
        partner = self.partner
        city = partner.places[0].city if partner.places else None
        number = partner.organization_number
        facts = (
            partner_words.municipality(partner.municipality_code, city),
            partner_words.sector(partner.sector) if partner.sector else "",
            _("org. no. {number}").format(number=partner_words.organization_number(number)) if number else "",
        )
        described = (partner.description,) if partner.description else ()
        yield Fact(
            partner.name, ("   ".join(one for one in facts if one and one != "-"), *described),
            RecordRef.partner(partner.id),
        )  # fmt: skip
        agreements, goals = len(self.agreements), sum(len(one.goals) for one in self.agreements)
        yield Fact(ngettext("{count} agreement", "{count} agreements", agreements).format(count=agreements))
        yield Fact(ngettext("{count} goal", "{count} goals", goals).format(count=goals))
        coming = [(slot, row) for row in self.hours if (slot := next_slot(row.hours, self.now)) is not None]
        if coming:
            slot, row = min(coming, key=lambda one: one[0].start)
            yield Fact(f"{_('Next office hour')}: {schedule_words.next_time(slot, self.now)}",
                       (row.hours.service_name or "",), RecordRef.hours(row.hours))  # fmt: skip
        points = self.to_raise
        yield Fact(ngettext("{count} point to raise", "{count} points to raise", points).format(count=points))

    def _hours(self) -> Iterator[Fact]:
        dated = [(next_slot(row.hours, self.now), row) for row in self.hours]
        for slot, row in sorted(dated, key=lambda one: (one[0] is None, one[0].start if one[0] else self.now)):
            coming = schedule_words.next_time(slot, self.now) if slot else ""
            yield Fact(
                row.hours.service_name or _("Office hours"),
                tuple(one for one in (schedule_words.rule(row.hours), coming, address(row)) if one),
                RecordRef.hours(row.hours),
            )

    def _goals(self) -> Iterator[Fact]:
        today = dates.local_date(self.now)
        for agreement in self.agreements:
            for goal in agreement.goals:
                standing = agreement_words.standing_explained(progress(goal, today))
                due = f"{_('Due')}: {agreement_words.goal_due(goal, today)}"
                yield Fact(goal.title, (standing, due), RecordRef.goal(goal))

    def _agreements(self) -> Iterator[Fact]:
        today = dates.local_date(self.now)
        for one in self.agreements:
            facts = (
                f"{agreement_words.type_word(one.type)}, {agreement_words.holds(one, today)}",
                agreement_words.validity(one, today),
                agreement_words.meetings(one, today),
            )
            yield Fact(one.title, tuple(dict.fromkeys(fact for fact in facts if fact)), RecordRef.agreement(one.id))

    def _contacts(self) -> Iterator[Fact]:
        partner, ref = self.partner, RecordRef.partner(self.partner.id)
        reach = Contact(email=partner.email, phones=partner.phones)
        for contact in (*partner.contacts, *([reach] if partner.email or partner.phones else [])):
            first, *more = partner_words.contact_lines(contact) or [""]
            yield Fact(first, tuple(more), ref)
        for place in partner.places:
            yield Fact(place.name or _("Place"), (partner_words.address(place),), ref)

    def _points(self) -> Iterator[Fact]:
        for one in self.points:
            tick = "x" if one.done_at is not None else " "
            yield Fact(f"[{tick}] {one.text}", (one.outcome,) if one.outcome else (), point=one)


def read_table(reader: Reader, book: Book, partner_id: str, now: datetime) -> Table | None:
    """One partner as it is now; None where the copy does not have it any more."""
    partner = reader.partner(partner_id)
    if partner is None:
        return None
    today = dates.local_date(now)
    points = book.points(partner_id, done=True)
    return Table(
        partner=partner,
        agreements=reader.agreements(organization_id=partner_id),
        hours=reader.hours(partner_id),
        points=tuple(one for one in points if one.done_at is None or dates.local_date(one.done_at) == today),
        now=now,
    )
