"""Partners as nearly every server sends them: nothing in them has to be cleaned, converted or looked for elsewhere.

What `decode_partner` would make of such an object can be told in one look at all its words together.
"""

from __future__ import annotations

import re

from ..domain.partner import Contact, Partner, Sector
from ..domain.text import are_ordinary_lines
from .fields import LINE, read_moment

_ELSEWHERE = {"url", "additional_websites", "phones", "locations"}
"""Fields that have to be read with care, or that only count where others are missing."""
_WORDS = {
    "id", "name", "alternate_name", "description", "sector", "municipality_code", "legal_status", "email", "website",
    "last_modified",
}  # fmt: skip
_NUMBER = re.compile(r"[0-9]{9}", re.ASCII).fullmatch
_SECTORS = {one.value: one for one in Sector}
_CONTACT = {"id", "name", "title", "department", "email"}


def plain_partner(data: object) -> Partner | None:
    """The partner; None where any of it is not plain, which says nothing about whether it can be understood."""
    if type(data) is not dict or not _ELSEWHERE.isdisjoint(data):
        return None
    words: list[str] = []
    for key, value in data.items():
        if type(value) is str:
            words.append(value)
        elif key in _WORDS and value is not None:
            return None
    get = data.get
    contacts = _contacts(get("contacts"), words)
    identifiers = get("organization_identifiers")
    number = None if identifiers is None else _organization_number(identifiers)
    sector, code, moment = get("sector"), get("municipality_code"), get("last_modified")
    if (
        contacts is None
        or (number is None and identifiers is not None)
        or (sector is not None and sector not in _SECTORS)
        or (code is not None and not (len(code) == 4 and code.isascii() and code.isdecimal()))
        or not _are_plain(words)
        or get("id") is None
        or get("name") is None
    ):
        return None
    return Partner(
        id=data["id"],
        name=data["name"],
        alternate_name=get("alternate_name"),
        description=get("description"),
        sector=None if sector is None else _SECTORS[sector],
        organization_number=number,
        municipality_code=code,
        legal_status=get("legal_status"),
        email=get("email"),
        website=get("website"),
        contacts=contacts,
        last_modified=None if moment is None else read_moment(moment),
    )


def _are_plain(words: list[str]) -> bool:
    """Whether each is an ordinary line, neither empty nor too long nor with space around it."""
    together = "\n".join([*words, ""])
    return (
        are_ordinary_lines(together) is not None
        and together.count("\n") == len(words)
        and (len(together) <= LINE or max(map(len, words)) <= LINE)
    )


def _contacts(listed: object, words: list[str]) -> tuple[Contact, ...] | None:
    """At most one contact that states something, its words added to those that are to be looked at."""
    if listed is None:
        return ()
    if type(listed) is not list or len(listed) > 1:
        return None
    found: tuple[Contact, ...] = ()
    for one in listed:
        if type(one) is not dict or not _CONTACT.issuperset(one):
            return None
        stated = {key: value for key, value in one.items() if key != "id"}
        if not stated or not all(type(value) is str for value in stated.values()):
            return None
        words += stated.values()
        found = (Contact(**stated),)
    return found


def _organization_number(listed: object) -> str | None:
    """Of a list that holds nothing but a number of the Norwegian register."""
    if type(listed) is not list or len(listed) != 1 or type(listed[0]) is not dict:
        return None
    identifier = listed[0].get("identifier")
    if listed[0].get("identifier_scheme") != "NO-BRC" or type(identifier) is not str or not _NUMBER(identifier):
        return None
    return identifier
