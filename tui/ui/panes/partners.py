"""Pane 2: partners, filtered and sorted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from ...domain.freshness import Collection
from ...domain.identity import partner_subject
from ...domain.notes import Subject
from ...domain.persons import Persons
from ...domain.query import EVERY_PARTNER, HoursRow, PartnerFilter, PartnerQuery, PartnerRow, PartnerSort
from ...domain.recurrence import next_slot
from ...domain.review import RecordRef
from ...domain.schedule import Slot
from ...present import changes as change_words
from ...present import copying, dates
from ...present import partner as partner_words
from ...present import schedule as schedule_words
from ...present.language import N_, _
from ..card_lines import Build
from ..cards.partner import partner_card
from ..choices import Choice
from ..ink import Role, Span
from ..list_window import Look
from ..services import Sight
from .listing import Listing, cells, columns, widths
from .partner_filters import EVERYBODY, SORTS, SavedFilter, saved_filters

SUGGESTED_UP_TO = 20_000
"""Partners among which other spellings are tried: there it takes a few milliseconds."""
LEAST_SUGGESTED = 3
"""Letters; something can be found for two of them always."""


class Partners(Listing[PartnerRow]):
    """Whom we work with."""

    NAME = "partners"
    TITLE = N_("Partners")
    COLLECTION = Collection.PARTNERS

    def __init__(self, services: Sight, kept: Mapping[str, PartnerFilter]) -> None:
        super().__init__(services)
        self.kept = dict(kept)
        """Filters saved from the screen."""
        self.saved: SavedFilter | None = None
        self.sort = PartnerSort.NAME
        self._total = 0
        self._asked: PartnerQuery | None = None

    def look(self) -> Look[PartnerRow]:
        self._next: dict[str, str] = {}
        return Look(key=lambda row: row.id, spans=self._spans)

    @staticmethod
    def _widths(width: int) -> dict[str, int]:
        wanted = {"municipality": 14, "agreements": -4, "goals": -5, "next": 11, "changed": -6}
        return widths(width, "name", wanted, least=23, drop=("municipality", "agreements", "goals", "changed"))

    def columns(self, width: int) -> str:
        size = self._widths(width)
        return columns(
            (
                (_("Name"), size["name"]),
                (_("Municipality"), size["municipality"]),
                (_("Agr."), size["agreements"]),
                (_("Goals"), size["goals"]),
                (_("Next"), size["next"]),
                (_("Chgd"), size["changed"]),
            )
        )

    def _spans(self, row: PartnerRow, width: int) -> Sequence[Span]:
        size = self._widths(width)
        return cells(
            (
                (self.news.titled(RecordRef.partner(row.id), row.name), size["name"], Role.PLAIN),
                (partner_words.municipality(row.municipality_code, row.city), size["municipality"], Role.PLAIN),
                (str(row.agreements) if row.agreements else "-", size["agreements"], Role.PLAIN),
                (f"{row.goals_achieved}/{row.goals}" if row.goals else "-", size["goals"], Role.PLAIN),
                (self._next_hours(row.id), size["next"], Role.PLAIN),
                (self._changed(row), size["changed"], Role.PLAIN),
            )
        )

    def _next_hours(self, partner: str) -> str:
        """When somebody can next be met there; worked out once per visible partner until the clock moves on."""
        if partner not in self._next:
            soonest = soonest_slot(self.services.reader.hours(partner), self.now)
            self._next[partner] = schedule_words.next_short(soonest, self.now)
        return self._next[partner]

    def _changed(self, row: PartnerRow) -> str:
        """What was not looked at, else when the source changed it."""
        unseen = self.news.of_partner(row.id)
        if unseen:
            return change_words.news(unseen)
        return dates.short(dates.local_date(row.last_modified)) if row.last_modified else "-"

    def words_changed(self) -> None:
        self._next.clear()
        super().words_changed()

    def read(self) -> None:
        self._next.clear()
        reader, book = self.services.reader, self.services.book
        query = PartnerQuery(
            text=self.filter_text, filter=self.saved.filter if self.saved else EVERY_PARTNER, sort=self.sort
        )
        unseen = tuple(book.unreviewed_partners()) if query.filter.not_reviewed else ()
        rows = reader.partners(query, now=dates.local(self.now), not_reviewed=unseen)
        self._total = len(reader.partners())
        empty = () if len(rows) else self.empty_lines()
        same = self._asked is not None and replace(query, sort=self._asked.sort) == self._asked
        self.list.show(rows, keep=self.list.selected_key, empty=empty, wait=same)
        self._asked = query

    # -- filter and order ------------------------------------------------------------------------------------

    @property
    def filters(self) -> tuple[SavedFilter, ...]:
        return saved_filters(self.services.settings, self.kept)

    @property
    def narrowed(self) -> str:
        return self.saved.id if self.saved else EVERYBODY

    def narrow(self, name: str) -> None:
        self.saved = next((one for one in self.filters if one.id == name), None)
        self.reread()

    def reveal(self) -> bool:
        hidden = super().reveal() or self.saved is not None
        self.saved = None
        return hidden

    def unfilter(self) -> bool:
        if super().unfilter():
            return True
        if self.saved is None:
            return False
        self.narrow(EVERYBODY)
        return True

    def reread(self) -> None:
        self.read()
        self.card_follows()
        self.changed()

    def sorts(self) -> Sequence[Choice[str]]:
        return [Choice(_(label), sort.value) for sort, label in SORTS.items()]

    @property
    def sorted_by(self) -> str:
        return self.sort.value

    def sort_by(self, value: str) -> None:
        self.sort = PartnerSort(value)
        self.reread()

    # -- row 3 and the empty list ----------------------------------------------------------------------------

    def counted(self, total: int) -> str:
        if not self.filter_text and self.saved is None:
            return str(total)
        return _("{shown} of {total}").format(shown=self._shown(), total=total)

    def _shown(self) -> str:
        """How many are listed; a plus says that more are being found."""
        return f"{self.list.count}" if self.list.complete else f"{self.list.count}+"

    def context(self) -> str:
        """As many words as there is room for; filter and order always."""
        count = self.counted(self._total)
        order = _(SORTS[self.sort])
        saved = [self.saved.words] if self.saved else []
        busy = self.sort is not PartnerSort.NAME and self.list.growing
        sorted_by = _("sorting ...") if busy else _("sorted by {order}").format(order=order)
        labelled = [_("filter: {name}").format(name=name) for name in saved]
        forms = (
            [_("{count} partners").format(count=count), *labelled, sorted_by],
            [count, *labelled, sorted_by],
            [count, *saved, _("sorting ...") if busy else order],
            [self._shown(), *saved, order],
        )
        lines = ["   ".join(form) for form in forms]
        lines += [line.replace("   ", "  ") for line in lines[2:]]
        return next((line for line in lines if len(line) <= self.room), lines[-1])

    def empty_lines(self) -> Sequence[str]:
        if not self.filter_text and self.saved is None:
            return super().empty_lines()
        found = [_("Nothing matches this filter among {total} partners.").format(total=self._total)]
        if self.filter_text:
            words = _('Nothing matches "{text}" in {total} partners.')
            found = [words.format(text=self.filter_text, total=self._total)]
            meant = self._meant()
            if meant is not None:
                found[0] += " " + _('Did you mean "{text}"?').format(text=meant)
        return (*found, _("Esc removes the filter, f has others."))

    def _meant(self) -> str | None:
        """The text with one letter less, or two changed about, that does find somebody: for a list not too long."""
        if self._total > SUGGESTED_UP_TO:
            return None
        text = self.filter_text.strip()
        less = (text[:at] + text[at + 1 :] for at in reversed(range(len(text))))
        about = (text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in range(len(text) - 1))
        wanted = self.saved.filter if self.saved else EVERY_PARTNER
        for one in (*less, *about):
            if len(one.strip()) >= LEAST_SUGGESTED and len(
                self.services.reader.partners(PartnerQuery(text=one, filter=wanted), now=dates.local(self.now))
            ):
                return one.strip()
        return None

    def title_of(self, row: PartnerRow) -> str:
        return row.name

    def ref_of(self, row: PartnerRow) -> RecordRef:
        return RecordRef.partner(row.id)

    def record_of(self, row: PartnerRow) -> tuple[Collection, str] | None:
        return Collection.PARTNERS, row.id

    def subject_of(self, row: PartnerRow) -> Subject | None:
        partner = self.services.reader.partner(row.id)
        return partner_subject(partner) if partner is not None else None

    def parts_of(self, row: PartnerRow) -> tuple[copying.Part, ...]:
        partner = self.services.reader.partner(row.id)
        return copying.partner_parts(partner) if partner is not None else ()

    def card_for(self, row: PartnerRow) -> Build:
        return self.card_of(row.id)

    def partners_of(self, row: PartnerRow) -> tuple[str, ...]:
        return (row.id,)

    def card_of(self, partner_id: str) -> Build:
        """The card of any partner of the copy; empty where it has none with this id."""
        reader = self.services.reader
        partner = reader.partner(partner_id)
        if partner is None:
            return lambda width: ()
        agreements = reader.agreements(organization_id=partner_id)
        hours = reader.hours(partner_id)
        states, now = reader.states(), self.now
        kept = self.services.settings.persons is not Persons.NONE
        kept = kept and all(one.persons for one in self.services.reader.held(now))
        return lambda width: partner_card(partner, agreements, hours, states, now, width, persons_kept=kept)


def soonest_slot(rows: Sequence[HoursRow], now: datetime) -> Slot | None:
    found = [slot for row in rows if (slot := next_slot(row.hours, now)) is not None]
    return min(found, key=lambda slot: slot.start, default=None)
