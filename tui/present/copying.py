"""What of a record can be taken elsewhere: copied in one piece, or followed as a link. And what is said afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from enum import Enum
from pathlib import Path

from ..domain.agreement import Agreement
from ..domain.partner import Contact, Partner, Phone, Place
from ..domain.query import HoursRow
from ..domain.values import dataclass
from . import partner as partner_words
from .language import N_, _


class Kind(Enum):
    """In the order of the menu."""

    NAME = N_("name")
    PHONE = N_("phone")
    EMAIL = N_("e-mail")
    ADDRESS = N_("address")
    NUMBER = N_("org. no.")
    LINK = N_("link")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing somebody wants to take along."""

    kind: Kind
    value: str
    """What is copied: a telephone number as +47 and digits, an address on one line."""
    owner: str = ""
    """Whose it is, or what it is, where the record has several."""
    url: str = ""
    """Where it leads, unchecked; empty where it is nothing to follow."""


def partner_parts(partner: Partner) -> tuple[Part, ...]:
    found = [Part(Kind.NAME, partner.name)]
    found += _reach(Contact(email=partner.email, phones=partner.phones))
    found += [part for contact in partner.contacts for part in _reach(contact)]
    found += [part for place in partner.places for part in _place(place)]
    if partner.organization_number:
        found.append(Part(Kind.NUMBER, partner.organization_number))
    if partner.website:
        found.append(link(partner.website))
    return _in_order(found)


def hours_parts(*rows: HoursRow) -> tuple[Part, ...]:
    """Of all these together."""
    found: list[Part] = []
    for row in rows:
        names = (row.hours.service_name, row.host_name, row.provider_name)
        found += [Part(Kind.NAME, name) for name in names if name]
        found += [part for contact in row.hours.contacts for part in _reach(contact)]
        if row.hours.place is not None:
            found += _place(row.hours.place)
    return _in_order(found)


def agreement_parts(agreement: Agreement) -> tuple[Part, ...]:
    found = [Part(Kind.NAME, agreement.title)]
    found += [part for contact in agreement.contacts for part in _reach(contact)]
    found += [link(one.url, one.title or "") for one in (*agreement.documents, *agreement.sources) if one.url]
    return _in_order(found)


def link(address: str, owner: str = "") -> Part:
    """A web address; one without a scheme is meant as https."""
    return Part(Kind.LINK, address, owner, address if ":" in address else f"https://{address}")


def _reach(contact: Contact) -> Iterator[Part]:
    who = contact.name or contact.title or ""
    for phone in contact.phones:
        yield _phone(phone, who)
    if contact.email:
        yield Part(Kind.EMAIL, contact.email, who, f"mailto:{contact.email}")


def _phone(phone: Phone, who: str) -> Part:
    shown = partner_words.phone(phone.number)
    digits = shown.replace(" ", "")
    dialled = f"+47{digits}" if len(digits) == 8 and digits.isdecimal() else digits
    return Part(Kind.PHONE, dialled, who, f"tel:{dialled}")


def _place(place: Place) -> Iterator[Part]:
    if place.street or place.city:
        yield Part(Kind.ADDRESS, partner_words.address(place), place.name or "")
    for phone in place.phones:
        yield _phone(phone, place.name or "")
    if place.url:
        yield link(place.url, place.name or "")
    for contact in place.contacts:
        yield from _reach(contact)


def _in_order(parts: Iterable[Part]) -> tuple[Part, ...]:
    """By kind, and each thing once."""
    once: dict[tuple[Kind, str], Part] = {}
    for part in parts:
        once.setdefault((part.kind, part.value), part)
    order = list(Kind)
    return tuple(sorted(once.values(), key=lambda part: order.index(part.kind)))


def label(part: Part) -> str:
    """`phone  +4722334455`"""
    return f"{_(part.kind.value)}  {part.value}"


# -- afterwards ----------------------------------------------------------------------------------------------


def nothing_to_copy() -> str:
    return _("There is nothing to copy here.")


def nothing_to_follow() -> str:
    return _("There is no link, e-mail or phone here.")


def sent(what: str, route: str) -> str:
    """How far it is known to have come, and no further: a terminal does not say whether it took it."""
    if route == "tmux":
        return _("Handed to tmux: {what}.").format(what=what)
    if route == "screen-dcs":
        return _("Sent to the terminal through screen: {what}.").format(what=what)
    return _("Sent to the terminal: {what}.").format(what=what)


def shown(what: str) -> str:
    return _("Shown as plain text: {what}.").format(what=what)


def written(what: str, file: Path) -> str:
    return _("Written to {file}: {what}.").format(file=file, what=what)


def unwritten(file: Path) -> str:
    return _("{file} could not be written; nothing was copied.").format(file=file)


def whole_card() -> str:
    return _("the whole card")


def go_back() -> str:
    """The last line of a page of plain text."""
    return _("Mark it with the mouse. Enter goes back.")


def opened(address: str) -> str:
    return _("Handed to the desktop: {address}").format(address=address)


def refused() -> str:
    return _("That address is shown, but not opened: only http, https, mailto and tel are.")


def answered(round_trip: timedelta | None) -> str:
    if round_trip is None:
        return _("The terminal did not answer.")
    milliseconds = round(round_trip / timedelta(milliseconds=1))
    return _("The terminal answered in {number} ms.").format(number=milliseconds)
