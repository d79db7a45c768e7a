"""Office hours from wherever a server keeps its schedules: at a service_at_location, a service or an organization."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from ..domain.partner import Contact, Phone, Place
from ..domain.schedule import OfficeHours
from ..domain.values import dataclass
from .decode_partner import contacts, phones, place
from .decode_rule import rule
from .fields import Fields

_LISTS = ("schedules", "regular_schedules", "regular_schedule")
"""HSDS 3, and two spellings of UK 1.0."""
_ENDED = {"inactive", "defunct"}
_CLOSED_FOR_NOW = "temporarily closed"
_IDENTITY = ("dtstart", "freq", "byday", "weekday", "bymonthday", "opens_at", "closes_at", "description")
"""What tells one nameless schedule from its neighbours; a new end date or exception must not make it another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """Who, where and what, as it holds for every schedule found at one spot."""

    service_id: str | None = None
    service_name: str | None = None
    service_status: str | None = None
    provider_id: str | None = None
    provider_name: str | None = None
    place: Place | None = None
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()
    description: str | None = None


_Found = tuple[Fields, _Setting]


def from_service_at_location(fields: Fields) -> tuple[OfficeHours, ...]:
    """All sessions of one service_at_location, its own before those of its location and service."""
    service = fields.sub("service")
    setting = _of_service(service, _Setting(service_id=fields.id("service_id")))
    return _hours(fields, _at_location(fields, setting, [] if service is None else [service]))


def from_service(fields: Fields) -> tuple[OfficeHours, ...]:
    """All sessions of a service, for servers without service_at_locations."""
    return _hours(fields, _in_service(fields, _Setting()))


def from_organization(fields: Fields) -> tuple[OfficeHours, ...]:
    """All sessions of an organization's services and places, for servers that offer nothing else."""
    owner = fields.need_id()
    offered = _Setting(provider_id=owner, provider_name=fields.line("name"))

    def found() -> Iterator[_Found]:
        for service in fields.each("services"):
            yield from _in_service(service, offered)
        for location in fields.each("locations"):
            where = place(location)
            hosted = where if where.host_id is not None else replace(where, host_id=owner)
            yield from _listed(location, replace(offered, place=hosted))

    return _hours(fields, found())


def _in_service(fields: Fields, setting: _Setting) -> Iterator[_Found]:
    offered = _of_service(fields, setting)
    at_locations = list(fields.each("service_at_locations"))
    for one in at_locations:
        yield from _at_location(one, offered, [])
    places = {key: where for one in at_locations for key, where in _places(one)}
    only = next(iter(places.values())) if len({where.id for where in places.values()}) == 1 else None
    for schedule, own in _listed(fields, offered):
        named = schedule.id("service_at_location_id") or schedule.id("location_id")
        yield schedule, replace(own, place=places.get(named, only) if named is not None else only)


def _at_location(fields: Fields, setting: _Setting, services: list[Fields]) -> Iterator[_Found]:
    location = fields.sub("location")
    where = dict(_places(fields)).get("")
    here = replace(
        setting,
        place=where,
        contacts=contacts(fields) or setting.contacts,
        phones=phones(fields) or setting.phones,
        description=fields.text("description"),
    )
    yield from _listed(fields, here)
    for outer in [*([] if location is None else [location]), *services]:
        yield from _listed(outer, replace(here, description=None))


def _places(at_location: Fields) -> Iterator[tuple[str, Place]]:
    """The place of a service_at_location by every id that schedules name it by, and by no id at all."""
    location = at_location.sub("location")
    bare = at_location.id("location_id")
    if location is not None:
        where = place(location)
    elif bare is not None:
        where = Place(id=bare)
    else:
        return
    yield "", where
    yield where.id, where
    if (own := at_location.id()) is not None:
        yield own, where


def _listed(fields: Fields, setting: _Setting) -> Iterator[_Found]:
    for name in _LISTS:
        for one in fields.each(name):
            yield one, setting


def _of_service(service: Fields | None, setting: _Setting) -> _Setting:
    if service is None:
        return setting
    organization = service.sub("organization")
    return replace(
        setting,
        service_id=service.id() or setting.service_id,
        service_name=service.line("name"),
        service_status=(service.line("status") or "").casefold() or None,
        provider_id=service.id("organization_id")
        or (organization.id() if organization is not None else None)
        or setting.provider_id,
        provider_name=(organization.line("name") if organization is not None else None) or setting.provider_name,
        contacts=contacts(service),
        phones=phones(service),
    )


def _hours(record: Fields, found: Iterator[_Found]) -> tuple[OfficeHours, ...]:
    """Every session once. The same id at another spot is the same session; the nearest spot comes first."""
    source_id = record.need_id()
    by_id: dict[str, OfficeHours] = {}
    spots: dict[str, str] = {}
    for fields, setting in found:
        if setting.service_status in _ENDED:
            continue
        one = _office_hours(record, source_id, fields, setting)
        spot = fields.where.rpartition("[")[0]
        if one.id in by_id and (spots[one.id] != spot or by_id[one.id] == one):
            continue
        one = replace(one, id=_free(one.id, by_id.__contains__))
        by_id[one.id] = one
        spots.setdefault(one.id, spot)
    return tuple(by_id.values())


def _free(wanted: str, taken: Callable[[str], bool]) -> str:
    number, candidate = 1, wanted
    while taken(candidate):
        number += 1
        candidate = f"{wanted}#{number}"
    return candidate


def _office_hours(record: Fields, source_id: str, fields: Fields, setting: _Setting) -> OfficeHours:
    when = rule(fields)
    words = dict.fromkeys(one for one in (fields.text("description"), setting.description) if one)
    closed = (f"status: {_CLOSED_FOR_NOW}",) if setting.service_status == _CLOSED_FOR_NOW else ()
    return OfficeHours(
        id=fields.id() or _derived_id(source_id, fields),
        source_id=source_id,
        service_id=setting.service_id,
        service_name=setting.service_name,
        provider_id=setting.provider_id,
        provider_name=setting.provider_name,
        host_id=setting.place.host_id if setting.place is not None else None,
        place=setting.place,
        contacts=setting.contacts,
        phones=setting.phones,
        timezone_name=fields.line("timezone_name") or "Europe/Oslo",
        dtstart=when.dtstart,
        recurrence=when.recurrence,
        valid_from=when.valid_from,
        valid_to=when.valid_to,
        opens_at=when.opens_at,
        closes_at=when.closes_at,
        by_appointment=fields.flag("by_appointment"),
        holiday_policy=when.holiday_policy,
        exceptions=when.exceptions,
        description="\n".join(words) or None,
        notes=fields.text("notes"),
        attending=fields.line("attending_type"),
        unreadable=when.unreadable + closed,
        last_modified=fields.moment("last_modified") or record.moment("last_modified"),
    )


def _derived_id(source_id: str, fields: Fields) -> str:
    words = [source_id, *(fields.raw(name) for name in _IDENTITY)]
    digest = hashlib.sha256(json.dumps(words, sort_keys=True, default=str).encode("utf-8", "surrogatepass"))
    return f"schedule-{digest.hexdigest()[:24]}"
