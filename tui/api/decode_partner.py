"""HSDS organization, contact, phone, location and address as domain values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

from ..domain.partner import Contact, Partner, Phone, Place, PlaceKind, Sector
from .fields import URL, Fields

_AROUND_DIGITS = re.compile(r"[\s.]|^NO-?|MVA$")
_NINE_DIGITS = re.compile(r"[0-9]{9}", re.ASCII)
_CODE = re.compile(r"[0-9]{3,4}", re.ASCII)

T = TypeVar("T", Contact, Phone)

_NOBODY = Contact()
_NORWEGIAN = {"no-brc", "organisasjonsnummer", "norwegian organization number"}
"""org-id.guide code of the Norwegian register, and what people call its numbers."""


def partner(fields: Fields) -> Partner:
    """A partner, from any nesting of an organization. Raises DecodeError."""
    return Partner(
        id=fields.need_id(),
        name=fields.need("name"),
        alternate_name=fields.line("alternate_name"),
        description=fields.text("description"),
        sector=fields.choice("sector", Sector),
        organization_number=_organization_number(fields),
        municipality_code=municipality_code(fields),
        legal_status=fields.line("legal_status"),
        email=fields.line("email"),
        website=fields.line("website", URL) or fields.line("url", URL) or _additional_website(fields),
        contacts=contacts(fields),
        phones=phones(fields),
        places=tuple(place(one) for one in fields.each("locations")),
        last_modified=fields.moment("last_modified"),
    )


def _additional_website(fields: Fields) -> str | None:
    """HSDS 3.1 has a list beside the one."""
    return next((url for one in fields.each("additional_websites") if (url := one.line("url", URL))), None)


def contacts(fields: Fields) -> tuple[Contact, ...]:
    listed = fields.each("contacts")
    if not listed:
        return ()
    found = (
        Contact(
            name=one.line("name"),
            title=one.line("title"),
            department=one.line("department"),
            email=one.line("email"),
            phones=phones(one),
        )
        for one in listed
    )
    return _distinct(one for one in found if one != _NOBODY)


def phones(fields: Fields) -> tuple[Phone, ...]:
    listed = fields.each("phones")
    return _distinct(found for one in listed if (found := _phone(one)) is not None) if listed else ()


def _phone(fields: Fields) -> Phone | None:
    # the standard's own examples come with quotation marks
    number = (fields.line("number") or "").strip(' "')
    if not number:
        return None
    extension = fields.line("extension")
    return Phone(
        number=number if extension is None else f"{number} x{extension}",
        kind=fields.line("type"),
        description=fields.line("description"),
    )


def place(fields: Fields) -> Place:
    """A meeting place, with the physical one of its addresses, else the first. Raises DecodeError."""
    # UK 1.0 says physical_addresses
    addresses = [*fields.each("addresses"), *fields.each("physical_addresses")]
    physical = [one for one in addresses if one.choice("address_type", PlaceKind) is PlaceKind.PHYSICAL]
    address = next(iter(physical or addresses), None)
    lines = [] if address is None else [address.line("address_1"), address.line("address_2")]
    return Place(
        id=fields.need_id(),
        name=fields.line("name") or fields.line("alternate_name"),
        kind=fields.choice("location_type", PlaceKind),
        host_id=fields.id("organization_id"),
        street=", ".join(line for line in lines if line) or None,
        postal_code=address.line("postal_code") if address else None,
        city=address.line("city") if address else None,
        municipality_code=municipality_code(fields),
        url=fields.line("url", URL),
        description=fields.text("description"),
        transportation=fields.text("transportation"),
        contacts=contacts(fields),
        phones=phones(fields),
    )


def municipality_code(fields: Fields) -> str | None:
    """Four digits (SSB Klass 131), with the leading zero that a number loses on its way; None for anything else."""
    value = fields.line("municipality_code")
    return value.zfill(4) if value and _CODE.fullmatch(value) else None


def _organization_number(fields: Fields) -> str | None:
    for one in fields.each("organization_identifiers"):
        if not (_is_norwegian(one.line("identifier_scheme")) or _is_norwegian(one.line("identifier_type"))):
            continue
        found = one.line("identifier") or ""
        digits = found if _NINE_DIGITS.fullmatch(found) else _AROUND_DIGITS.sub("", found)
        if _NINE_DIGITS.fullmatch(digits):
            return digits
    return None


def _is_norwegian(kind: str | None) -> bool:
    return kind is not None and kind.casefold() in _NORWEGIAN


def _distinct(values: Iterable[T]) -> tuple[T, ...]:
    found = tuple(values)
    return found if len(found) < 2 else tuple(dict.fromkeys(found))
