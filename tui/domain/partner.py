"""Partners and how to reach them (HSDS 3 organization, contact, phone, location, address)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from .values import dataclass


class Sector(StrEnum):
    """Which part of society a partner belongs to (profile field `organization.sector`)."""

    PUBLIC = "public"
    VOLUNTARY = "voluntary"
    PRIVATE = "private"


class PlaceKind(StrEnum):
    """HSDS `location_type`."""

    PHYSICAL = "physical"
    POSTAL = "postal"
    VIRTUAL = "virtual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A telephone number (HSDS phone)."""

    number: str
    kind: str | None = None
    """HSDS `type`, free text: voice, text, fax, cell ..."""
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody to call (HSDS contact). Personal data, whatever the role."""

    name: str | None = None
    title: str | None = None
    department: str | None = None
    email: str | None = None
    phones: tuple[Phone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A meeting place (HSDS location)."""

    id: str
    name: str | None = None
    kind: PlaceKind | None = None
    host_id: str | None = None
    """The organization whose place it is (`location.organization_id`)."""
    street: str | None = None
    """First two address lines of the physical address, else of the first one, joined by a comma."""
    postal_code: str | None = None
    city: str | None = None
    municipality_code: str | None = None
    """Four digits, leading zero kept (SSB Klass 131)."""
    url: str | None = None
    """Where a virtual place is met."""
    description: str | None = None
    transportation: str | None = None
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An organization we work with (HSDS organization). Only `id` and `name` are certain."""

    id: str
    name: str
    alternate_name: str | None = None
    description: str | None = None
    sector: Sector | None = None
    organization_number: str | None = None
    """Nine digits of the Norwegian register of legal entities, as text."""
    municipality_code: str | None = None
    """Four digits, leading zero kept (SSB Klass 131)."""
    legal_status: str | None = None
    email: str | None = None
    website: str | None = None
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()
    places: tuple[Place, ...] = ()
    last_modified: datetime | None = None
    """When the source says it last changed (aware, UTC); None where the source does not say."""
