"""Partners as nearly every server sends them: nothing in them has to be cleaned, converted or looked for elsewhere.

What `decode_partner` would make of such objects can be told in one look at all the words of a page together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..domain.partner import Contact, Partner, Sector
from ..domain.text import are_ordinary_lines
from .fields import LINE, read_moment

_ELSEWHERE = {"url", "additional_websites", "phones", "locations"}
"""Fields that have to be read with care, or that only count where others are missing."""
_WORDS = ("id", "name", "alternate_name", "description", "legal_status", "email", "website")
_SECTORS = {one.value: one for one in Sector}
_CONTACT = {"id", "name", "title", "department", "email"}


def plain_partners(items: Sequence[object]) -> list[Partner | None]:
    """The partner each item is; None where any of it is not plain, which says nothing about whether it is one."""
    words: list[Any] = []
    found = [_partner(one, words) for one in items]
    if _are_plain(words):
        return found
    return [None] if len(items) == 1 else [plain_partners([one])[0] for one in items]


def _partner(data: object, words: list[Any]) -> Partner | None:
    """The partner, provided that its words are plain; they are added to those that are to be looked at."""
    if type(data) is not dict or not _ELSEWHERE.isdisjoint(data):
        return None
    get = data.get
    id_, name, alternate_name, description, legal_status, email, website = mine = [*map(get, _WORDS)]
    sector, code, moment = get("sector"), get("municipality_code"), get("last_modified")
    identifiers, listed = get("organization_identifiers"), get("contacts")
    number = None if identifiers is None else _organization_number(identifiers)
    if (
        id_ is None
        or name is None
        or (number is None and identifiers is not None)
        or (sector is not None and not (type(sector) is str and sector in _SECTORS))
        or (code is not None and not _is_number(code, 4))
        or (moment is not None and type(moment) is not str)
    ):
        return None
    contacts = () if listed is None else _contacts(listed, mine)
    if contacts is None:
        return None
    words += mine
    return Partner(
        id=id_,
        name=name,
        alternate_name=alternate_name,
        description=description,
        sector=None if sector is None else _SECTORS[sector],
        organization_number=number,
        municipality_code=code,
        legal_status=legal_status,
        email=email,
        website=website,
        contacts=contacts,
        last_modified=None if moment is None else read_moment(moment),
    )


def _are_plain(words: list[Any]) -> bool:
    """Whether each that is stated is an ordinary line, neither empty nor too long nor with space around it."""
    stated = [one for one in words if one is not None]
    try:
        together = "\n".join([*stated, ""])
    except TypeError:
        return False
    return (
        are_ordinary_lines(together) is not None
        and together.count("\n") == len(stated)
        and (len(together) <= LINE or max(map(len, stated)) <= LINE)
    )


def _contacts(listed: object, words: list[Any]) -> tuple[Contact, ...] | None:
    """At most one contact that states something, its words added to the others."""
    if type(listed) is not list or len(listed) > 1:
        return None
    if not listed:
        return ()
    (one,) = listed
    if type(one) is not dict or not _CONTACT.issuperset(one):
        return None
    stated = {key: value for key, value in one.items() if key != "id"}
    if not stated or None in stated.values():
        return None
    words += stated.values()
    return (Contact(**stated),)


def _organization_number(listed: object) -> str | None:
    """Of a list that holds nothing but a number of the Norwegian register."""
    if type(listed) is not list or len(listed) != 1 or type(listed[0]) is not dict:
        return None
    identifier = listed[0].get("identifier")
    return identifier if listed[0].get("identifier_scheme") == "NO-BRC" and _is_number(identifier, 9) else None


def _is_number(value: object, digits: int) -> bool:
    return type(value) is str and len(value) == digits and value.isascii() and value.isdigit()
