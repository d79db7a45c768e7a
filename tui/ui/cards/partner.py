"""The card of a partner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ...domain.agreement import Agreement
from ...domain.freshness import CollectionState
from ...domain.partner import Contact, Partner
from ...domain.query import HoursRow
from ...present import dates
from ...present import partner as partner_words
from ...present import retention as retention_words
from ...present import sync as sync_words
from ...present.language import _
from ..card_lines import CardLine, Link, blank, heading, text
from ..ink import Role, together, wrap
from ..panes.fields import field
from .linked import agreement_lines, goal_lines, hours_fields

MOST_LISTED = 6
"""Office hours, agreements and goals on the card; the rest is in their own panes."""


def service_and_town(row: HoursRow) -> str:
    """What is offered and where: a breakfast and an adviser may share the same place."""
    place = row.hours.place
    return ", ".join(part for part in (row.hours.service_name, (place.city or place.name) if place else None) if part)


def partner_card(
    partner: Partner,
    agreements: Sequence[Agreement],
    hours: Sequence[HoursRow],
    states: Sequence[CollectionState],
    now: datetime,
    width: int,
    *,
    persons_kept: bool = True,
) -> list[CardLine]:
    """Who they are, whom to call, when to meet, what is agreed and how it goes."""
    return [
        *_identity(partner, width),
        *_contacts(partner, width, persons_kept=persons_kept),
        *hours_fields(hours, now, width, service_and_town, MOST_LISTED),
        *_agreements(agreements, now, width),
        *_goals(agreements, now, width),
        *_places(partner, width),
        *_source(partner, states, now, width),
    ]


def _identity(partner: Partner, width: int) -> list[CardLine]:
    facts = [
        partner_words.municipality(partner.municipality_code, partner.places[0].city if partner.places else None),
        partner_words.sector(partner.sector) if partner.sector else "",
        _("org. no. {number}").format(number=partner_words.organization_number(partner.organization_number))
        if partner.organization_number
        else "",
        partner.alternate_name or "",
    ]
    lines = [text(partner.name, role=Role.HEADING), text("   ".join(fact for fact in facts if fact and fact != "-"))]
    if partner.description:
        lines += [text(line) for line in wrap(partner.description, width - 2, most=4)]
    return lines


def _contacts(partner: Partner, width: int, *, persons_kept: bool) -> list[CardLine]:
    reach = Contact(email=partner.email, phones=partner.phones)
    everybody = [*partner.contacts, *([reach] if partner.email or partner.phones else [])]
    if not everybody:
        return field(_("Contact"), (retention_words.no_contacts(persons_kept=persons_kept),), width)
    lines: list[CardLine] = []
    for number, contact in enumerate(everybody):
        lines += field(_("Contact") if not number else "", (together(partner_words.contact_lines(contact)),), width)
    return lines


def _agreements(agreements: Sequence[Agreement], now: datetime, width: int) -> list[CardLine]:
    if not agreements:
        return field(_("Agreements"), (_("none in the local copy"),), width)
    lines = [heading(_("AGREEMENTS ({count})").format(count=len(agreements)))]
    lines += agreement_lines(agreements[:MOST_LISTED], now, width)
    if len(agreements) > MOST_LISTED:
        rest = _("and {count} more").format(count=len(agreements) - MOST_LISTED)
        lines.append(text("  " + rest, Link("agreements", agreements[MOST_LISTED].id), Role.LINK))
    return lines


def _goals(agreements: Sequence[Agreement], now: datetime, width: int) -> list[CardLine]:
    goals = [goal for one in agreements for goal in one.goals]
    if not goals:
        return []
    lines = [heading(_("GOALS ({count})").format(count=len(goals))), *goal_lines(goals[:MOST_LISTED], now, width)]
    if len(goals) > MOST_LISTED:
        rest = _("and {count} more").format(count=len(goals) - MOST_LISTED)
        lines.append(text("  " + rest, Link("goals", goals[MOST_LISTED].id), Role.LINK))
    return lines


def _places(partner: Partner, width: int) -> list[CardLine]:
    lines: list[CardLine] = []
    for place in partner.places:
        words = ", ".join(part for part in (place.name, partner_words.address(place)) if part and part != "-")
        lines += field(_("Places") if not lines else "", (words,), width)
    return lines


def _source(partner: Partner, states: Sequence[CollectionState], now: datetime, width: int) -> list[CardLine]:
    lines = field(_("Website"), (partner.website,), width) if partner.website else []
    if partner.last_modified:
        lines += field(_("Changed"), (dates.moment(partner.last_modified, now),), width)
    ages = together(sync_words.source_age(one, now) for one in states if one.offered)
    return [*lines, *field(_("Source"), (ages,), width), blank()]
