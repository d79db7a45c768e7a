"""Partners, places and contacts in words."""

from __future__ import annotations

from typing import Final

from ..domain.municipality import municipality_name
from ..domain.partner import Contact, Phone, Place, PlaceKind, Sector
from .language import N_, _

UNKNOWN: Final = "-"

_SECTORS: Final = {
    Sector.PUBLIC: N_("public sector"),
    Sector.VOLUNTARY: N_("voluntary sector"),
    Sector.PRIVATE: N_("private sector"),
}
_PLACE_KINDS: Final = {
    PlaceKind.PHYSICAL: N_("meeting place"),
    PlaceKind.POSTAL: N_("postal address"),
    PlaceKind.VIRTUAL: N_("meeting place on the net"),
}
_PHONE_KINDS: Final = {
    "cell": N_("mobile"),
    "mobile": N_("mobile"),
    "text": N_("text messages"),
    "textphone": N_("text telephone"),
    "fax": N_("fax"),
    "pager": N_("pager"),
    "video": N_("video"),
}
"""HSDS phone types worth a word; `voice` is what everybody expects."""


def municipality(code: str | None, city: str | None) -> str:
    """The municipality's name, for an unknown or missing code the city, else `-`."""
    return municipality_name(code) or city or UNKNOWN


def organization_number(digits: str) -> str:
    """`974 760 673`; anything but nine digits as it came."""
    if len(digits) == 9 and digits.isascii() and digits.isdecimal():
        return f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    return digits


def sector(value: Sector | None) -> str:
    return _(_SECTORS[value]) if value else _("unstated")


def place_kind(value: PlaceKind | None) -> str:
    return _(_PLACE_KINDS[value]) if value else _("unstated")


def phone(number: str) -> str:
    """`22 33 44 55` for a Norwegian number, with or without +47 or 0047; others as they came."""
    digits = number.replace(" ", "")
    for prefix in ("+47", "0047"):
        if digits.startswith(prefix):
            digits = digits[len(prefix) :]
            break
    if not (len(digits) == 8 and digits.isascii() and digits.isdecimal()):
        return number
    if digits[0] in "489":  # mobile and 800 numbers are read in threes and twos
        return f"{digits[:3]} {digits[3:5]} {digits[5:]}"
    return " ".join(digits[at : at + 2] for at in range(0, 8, 2))


def phone_line(value: Phone) -> str:
    """A number and what it is for: `22 33 44 55 (faks)`."""
    kind = _PHONE_KINDS.get((value.kind or "").casefold())
    words = value.description or (_(kind) if kind else "")
    return f"{phone(value.number)} ({words})" if words else phone(value.number)


def address(place: Place) -> str:
    """`Strandgata 32, 8656 Mosjøen`; of a virtual place its link, `-` where nothing is stated."""
    city = " ".join(part for part in (place.postal_code, place.city) if part)
    parts = [part for part in (place.street, city) if part]
    if not parts and place.url:
        parts = [place.url]
    return ", ".join(parts) or UNKNOWN


def contact_lines(contact: Contact) -> tuple[str, ...]:
    """Who, then each way to reach them: `Kari Nilsen, daglig leder`, `22 33 44 55`, `kari@brua.example`."""
    who = ", ".join(part for part in (contact.name, contact.title, contact.department) if part)
    lines = [who, *(phone_line(one) for one in contact.phones), contact.email or ""]
    return tuple(line for line in lines if line) or (_("not stated"),)
