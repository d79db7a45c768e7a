"""What a record is found again by when its id is no longer the same.

Some servers give every record a new id now and then. Keys are compared as they are, the most certain first; a record
follows only where exactly one other has the key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .agreement import Agreement, Goal
from .collation import fold
from .notes import Subject
from .partner import Partner
from .query import HoursRow
from .review import RecordRef
from .values import dataclass

Names = Mapping[str, str]
"""Partner id -> name."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several records could be the one; which, nobody can tell."""

    count: int


def partner_subject(partner: Partner) -> Subject:
    """Known by its organisation number, else by name and municipality."""
    number = "".join((partner.organization_number or "").split())
    keys = [f"org:{number}"] if number else [_key("name", partner.name, partner.municipality_code)]
    return Subject(ref=RecordRef.partner(partner.id), title=partner.name, keys=tuple(keys), partners=(partner.id,))


def agreement_subject(agreement: Agreement, names: Names | None = None) -> Subject:
    """Known by its title and parties; `names` of the partners where the record does not give them."""
    return Subject(
        ref=RecordRef.agreement(agreement.id),
        title=agreement.title,
        keys=_agreement_keys(agreement, names or {}),
        partners=_parties(agreement),
    )


def goal_subject(goal: Goal, agreement: Agreement, names: Names | None = None) -> Subject:
    """Known by its title in an agreement that is known."""
    return Subject(
        ref=RecordRef.goal(goal),
        title=goal.title,
        keys=tuple(_key("goal", goal.title, one) for one in _agreement_keys(agreement, names or {})),
        partners=_parties(agreement),
    )


def hours_subject(row: HoursRow) -> Subject:
    """Known by host, place, provider and service; of several such by their rule as well."""
    hours = row.hours
    place = (hours.place.name or hours.place.id) if hours.place else None
    rule = f"{hours.recurrence!r}{hours.dtstart}{hours.opens_at}{hours.closes_at}"
    services = []
    if (row.host_name or not hours.host_id) and (row.provider_name or not hours.provider_id):
        services.append(_key("hours", row.host_name, place, row.provider_name, hours.service_name))
    services.append(_key("hours by id", hours.host_id, place, hours.provider_id, hours.service_name))
    return Subject(
        ref=RecordRef.hours(hours),
        title=hours.service_name or place or "",
        keys=tuple(key for service in services for key in (f"{service}|{rule}", service)),
        partners=tuple(dict.fromkeys(one for one in (hours.host_id, hours.provider_id) if one)),
    )


def _agreement_keys(agreement: Agreement, names: Names) -> tuple[str, ...]:
    named = [one.name or names.get(one.organization_id or "") for one in agreement.parties]
    ids = [one.organization_id for one in agreement.parties]
    keys = []
    if named and None not in named:
        keys.append(_key("agreement", agreement.title, *sorted(fold(one or "") for one in named)))
    if ids and None not in ids:
        keys.append(_key("agreement by id", agreement.title, *sorted(one or "" for one in ids)))
    return tuple(keys)


def _parties(agreement: Agreement) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.organization_id for one in agreement.parties if one.organization_id))


def _key(kind: str, *parts: str | None) -> str:
    return "|".join([kind, *(fold(part or "") for part in parts)])


def match(keys: Iterable[str], candidates: Iterable[Subject]) -> Subject | Ambiguous | None:
    """The one record that has the most certain key any of them has."""
    known = list(candidates)
    for key in keys:
        found = {one.ref: one for one in known if key in one.keys}
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            return Ambiguous(len(found))
    return None
