"""The card of an agreement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from ...domain.agreement import Agreement, Goal, Party
from ...domain.query import HoursRow
from ...domain.review import Change, RecordRef
from ...domain.values import dataclass
from ...present import agreement as agreement_words
from ...present import dates, review
from ...present import partner as partner_words
from ...present import period_review as period_words
from ...present.language import _
from ...storage.book.book import Book
from ...storage.reader import Reader
from ..card_lines import CardLine, Link, heading, text
from ..ink import Role, together, unbroken, wrap
from ..panes.fields import field
from .goal import standings
from .layout import EDGE, TWO_COLUMNS, beside
from .linked import goal_lines, hours_fields
from .reviewed import Reviewed, review_lines

FACTS = 44
"""Cells for the facts where goals and history stand beside them."""
MOST_CHANGES = 20


@dataclass(frozen=True)
class AgreementFacts:
    """An agreement with what is linked to it."""

    agreement: Agreement
    hours: tuple[HoursRow, ...] = ()
    """Those its parties keep together."""
    changes: tuple[Change, ...] = ()
    """Known on this machine, newest first."""
    unknown: frozenset[str] = frozenset()
    """Ids of parties that are not in the copy."""
    known: Reviewed | None = None
    """How far its review has come; None where nothing is said of that."""


def facts_of(agreement: Agreement, reader: Reader, book: Book, known: Reviewed | None = None) -> AgreementFacts:
    """Everything the card says, read at once."""
    parties = {one.organization_id for one in agreement.parties if one.organization_id}
    hours = {
        (one.hours.source_id, one.hours.id): one
        for party in parties
        for one in reader.hours(party)
        if {one.hours.host_id, one.hours.provider_id} <= parties
    }
    return AgreementFacts(
        agreement=agreement,
        hours=tuple(hours.values()),
        changes=book.history(RecordRef.agreement(agreement.id), MOST_CHANGES),
        unknown=frozenset(parties - set(reader.partner_names(parties))),
        known=known,
    )


def agreement_card(facts: AgreementFacts, now: datetime, width: int) -> list[CardLine]:
    """Facts and parties, then goals, hours and history; side by side where there is room."""
    title = [text(line, role=Role.HEADING) for line in wrap(facts.agreement.title, width - 1)]
    if width >= TWO_COLUMNS:
        rest = width - FACTS - len(EDGE)
        left = [*_facts(facts, now, FACTS), *_texts(facts.agreement, now, FACTS)]
        return [*title, *beside(left, [*_linked(facts, now, rest), *_history(facts.changes, now, rest)], FACTS)]
    return [
        *title,
        *_facts(facts, now, width),
        *_linked(facts, now, width),
        *_texts(facts.agreement, now, width),
        *_history(facts.changes, now, width),
    ]


def _facts(facts: AgreementFacts, now: datetime, width: int) -> list[CardLine]:
    agreement, today = facts.agreement, dates.local_date(now)
    lines = field(_("Type"), (agreement_words.type_word(agreement.type),), width)
    lines += field(_("Status"), (agreement_words.status_explained(agreement, today),), width)
    lines += field(_("Valid"), (agreement_words.validity(agreement, today),), width)
    lines += _parties(agreement.parties, facts.unknown, width)
    lines += field(_("Signed"), (agreement_words.signed(agreement),), width)
    return [*lines, *field(_("Meetings"), (agreement_words.meetings(agreement, today),), width)]


def _texts(agreement: Agreement, now: datetime, width: int) -> list[CardLine]:
    """What it says, whom to ask, and where it can be read."""
    lines = [text(line) for line in wrap(agreement.description or "", width - 1)]
    for number, contact in enumerate(agreement.contacts):
        label = _("Contact") if not number else ""
        lines += field(label, (together(partner_words.contact_lines(contact)),), width)
    for label, links in ((_("Documents"), agreement.documents), (_("Sources"), agreement.sources)):
        shown = [parts for one in links if (parts := [part for part in (one.title, one.url) if part])]
        for number, parts in enumerate(shown):
            lines += field(label if not number else "", parts, width)
    if agreement.last_modified:
        lines += field(_("Changed"), (dates.moment(agreement.last_modified, now),), width)
    return lines


def _parties(parties: Sequence[Party], unknown: frozenset[str], width: int) -> list[CardLine]:
    lines: list[CardLine] = []
    for party in parties:
        words = agreement_words.party(party)
        if party.name and party.organization_id in unknown:
            words = f"{words} {unbroken(agreement_words.not_in_copy())}"
        link = Link("partners", party.organization_id) if party.organization_id else None
        lines += field(_("Parties") if not lines else "", (words,), width, link=link)
    return lines or field(_("Parties"), (_("not stated"),), width)


def _linked(facts: AgreementFacts, now: datetime, width: int) -> list[CardLine]:
    agreement, today = facts.agreement, dates.local_date(now)
    lines = field(_("Goals"), (standings(agreement.goals, today),), width)
    if agreement.goals:
        lines = [heading(_("GOALS ({count})").format(count=len(agreement.goals)))]
        moved = _moved(facts.known, today)
        lines += goal_lines(agreement.goals, now, width, numbered=True, moved=moved)
    if facts.known:
        lines += review_lines(facts.known, agreement, None, now, width)
    if facts.hours:
        lines.append(heading(_("OFFICE HOURS OF ITS PARTIES ({count})").format(count=len(facts.hours))))
        lines += hours_fields(facts.hours, now, width, lambda row: row.hours.service_name or "")
    return lines


def _moved(known: Reviewed | None, today: date) -> Callable[[Goal], str] | None:
    """What the number of a goal did since the last review; None where there was none."""
    if known is None or known.review.baseline is None:
        return None
    review = known.review
    return lambda goal: period_words.moved(review.moved(goal, today))


def _history(changes: Sequence[Change], now: datetime, width: int) -> list[CardLine]:
    """What this machine has seen change; it cannot know what was before."""
    lines = [heading(_("HISTORY (known on this machine)"))]
    if not changes:
        lines.append(text(" " + _("No change has been seen since it was first fetched.")))
    for change in changes:
        parts = wrap(review.line(change, now), width - 3)
        lines += [text((" " if not number else "   ") + part) for number, part in enumerate(parts)]
    return [*lines, text(" " + _("Older history is not kept here."))]
