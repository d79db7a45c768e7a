"""Pane 5: agreements, and the card of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ...domain.agreement import Agreement, Goal
from ...domain.freshness import Collection
from ...domain.query import HoursRow
from ...present import agreement as agreement_words
from ...present import dates
from ...present import partner as partner_words
from ...present.language import N_, _
from ..ink import Role, Span, together, wrap
from ..widgets.card import Build, CardLine, Link, heading, text
from ..widgets.record_list import Look, MemoryRows
from .fields import field, goal_lines, hours_fields
from .pane import Pane, cells, columns, widths


class AgreementsPane(Pane[Agreement]):
    """What has been signed, by whom and for how long."""

    NAME = "agreements"
    TITLE = N_("Agreements")
    COLLECTION = Collection.AGREEMENTS

    _total = 0

    def look(self) -> Look[Agreement]:
        return Look(key=lambda one: one.id, spans=self._spans)

    @staticmethod
    def _widths(width: int) -> dict[str, int]:
        wanted = {"type": 18, "status": 10, "until": 12, "goals": -5}
        return widths(width, "title", wanted, least=27, drop=("type", "goals"))

    def columns(self, width: int) -> str:
        size = self._widths(width)
        return columns(
            (
                (_("Agreement"), size["title"]),
                (_("Type"), size["type"]),
                (_("Status"), size["status"]),
                (_("Valid until"), size["until"]),
                (_("Goals"), size["goals"]),
            )
        )

    def _spans(self, row: Agreement, width: int) -> Sequence[Span]:
        size = self._widths(width)
        until = dates.day_with_year(row.valid_to) if row.valid_to else agreement_words.not_agreed()
        return cells(
            (
                (row.title, size["title"], Role.PLAIN),
                (agreement_words.type_word(row.type), size["type"], Role.PLAIN),
                (agreement_words.status(row.status), size["status"], Role.PLAIN),
                (until, size["until"], Role.PLAIN),
                (str(len(row.goals)) if row.goals else "-", size["goals"], Role.PLAIN),
            )
        )

    def read(self) -> None:
        reader = self.services.reader
        rows = reader.agreements(self.filter_text)
        self._total = len(reader.agreements()) if self.filter_text else len(rows)
        self.list.show(MemoryRows(rows, lambda one: one.id), keep=self.list.selected_key, empty=self.empty_lines())

    def context(self) -> str:
        return _("{count} agreements").format(count=self.counted(self._total)) + "   " + _("sorted by title")

    def card_for(self, row: Agreement) -> Build:
        reader = self.services.reader
        parties = {one.organization_id for one in row.parties if one.organization_id}
        hours = {
            (one.hours.source_id, one.hours.id): one
            for party in parties
            for one in reader.hours(party)
            if {one.hours.host_id, one.hours.provider_id} <= parties
        }
        now = self.now
        return lambda width: agreement_card(row, tuple(hours.values()), now, width)


def agreement_card(agreement: Agreement, hours: Sequence[HoursRow], now: datetime, width: int) -> list[CardLine]:
    """Facts, parties, goals, the hours its parties keep together, and where it is published."""
    today = dates.local_date(now)
    lines = [text(line, role=Role.HEADING) for line in wrap(agreement.title, width - 1)]
    kind = f"{agreement_words.type_word(agreement.type)}   {agreement_words.status(agreement.status)}"
    lines += field(_("Type"), (kind,), width)
    lines += field(_("Valid"), (agreement_words.validity(agreement, today),), width)
    lines += field(_("Signed"), (agreement_words.signed(agreement),), width)
    lines += field(_("Meetings"), (agreement_words.meetings(agreement, today),), width)
    for number, party in enumerate(agreement.parties):
        link = Link("partners", party.organization_id) if party.organization_id else None
        lines += field(_("Parties") if not number else "", (agreement_words.party(party),), width, link=link)
    lines += _goals(agreement.goals, now, width)
    lines += hours_fields(hours, now, width, lambda row: row.hours.service_name or "")
    if agreement.description:
        lines += [text(line) for line in wrap(agreement.description, width - 1)]
    for contact in agreement.contacts:
        lines += field(_("Contact"), (together(partner_words.contact_lines(contact)),), width)
    for label, links in ((_("Documents"), agreement.documents), (_("Sources"), agreement.sources)):
        shown = [parts for one in links if (parts := [part for part in (one.title, one.url) if part])]
        for number, parts in enumerate(shown):
            lines += field(label if not number else "", parts, width)
    if agreement.last_modified:
        lines += field(_("Changed"), (dates.moment(agreement.last_modified, now),), width)
    return lines


def _goals(goals: Sequence[Goal], now: datetime, width: int) -> list[CardLine]:
    if not goals:
        return field(_("Goals"), (_("none stated"),), width)
    return [heading(_("GOALS ({count})").format(count=len(goals))), *goal_lines(goals, now, width)]
