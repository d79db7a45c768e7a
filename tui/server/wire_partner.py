"""HSDS organization, location and what hangs on them: contacts, phones, addresses, identifiers."""

from __future__ import annotations

from typing import Any

from .identity import Ids
from .shapes import Table

Owner = tuple[str, ...]
"""Kind and keys of the record something belongs to; with a position it makes the id."""

COUNTIES = {
    "03": "Oslo",
    "11": "Rogaland",
    "15": "Møre og Romsdal",
    "18": "Nordland",
    "21": "Svalbard",
    "31": "Østfold",
    "32": "Akershus",
    "33": "Buskerud",
    "34": "Innlandet",
    "39": "Vestfold",
    "40": "Telemark",
    "42": "Agder",
    "46": "Vestland",
    "50": "Trøndelag",
    "55": "Troms",
    "56": "Finnmark",
}
"""First two digits of a municipality number, since 2024; HSDS requires a name for `state_province`."""


def stated(table: Table, *same: str, **renamed: str) -> dict[str, Any]:
    """The keys that are stated, under their wire names; the rest is left out."""
    names = {**{key: key for key in same}, **renamed}
    return {wire: table[key] for key, wire in names.items() if key in table}


def phones(ids: Ids, owner: Owner, table: Table) -> dict[str, Any]:
    """`phones`, from the short `phone` and the long `phones`; nothing where there are none."""
    numbers = [*({"number": table["phone"]} for _ in range("phone" in table)), *table.get("phones", ())]
    listed = [
        {"id": ids("phone", *owner, position), **stated(phone, "number", "description", kind="type")}
        for position, phone in enumerate(numbers, 1)
    ]
    return {"phones": listed} if listed else {}


def contacts(ids: Ids, owner: Owner, table: Table) -> dict[str, Any]:
    listed = [
        {
            "id": ids("contact", *owner, position),
            **stated(contact, "name", "title", "department", "email"),
            **phones(ids, ("contact", *owner, str(position)), contact),
        }
        for position, contact in enumerate(table.get("contact", ()), 1)
    ]
    return {"contacts": listed} if listed else {}


def identifiers(ids: Ids, owner: Owner, table: Table) -> dict[str, Any]:
    """The organisation number; its scheme is org-id.guide's code for the Norwegian register."""
    if "organization_number" not in table:
        return {}
    identifier = {
        "id": ids("organization_identifier", *owner, 1),
        "identifier_scheme": "NO-BRC",
        "identifier_type": "organisasjonsnummer",
        "identifier": table["organization_number"],
    }
    return {"organization_identifiers": [identifier]}


def location(ids: Ids, key: str, place: Table, last_modified: str) -> dict[str, Any]:
    owner = ("location", key)
    kind = place.get("kind", "physical")
    host = {"organization_id": ids("organization", place["host"])} if "host" in place else {}
    return {
        "id": ids("location", key),
        "location_type": kind,
        "name": place["name"],
        **host,
        **stated(place, "url", "description", "transportation", municipality="municipality_code"),
        **_addresses(ids, owner, place, kind),
        **contacts(ids, owner, place),
        **phones(ids, owner, place),
        "last_modified": last_modified,
    }


def _addresses(ids: Ids, owner: Owner, place: Table, kind: str) -> dict[str, Any]:
    """HSDS requires all parts of an address: those not stated are empty."""
    if not {"street", "postal_code", "city"} & set(place):
        return {}
    address = {
        "id": ids("address", *owner, 1),
        "address_1": place.get("street", ""),
        "city": place.get("city", ""),
        "state_province": COUNTIES.get(place.get("municipality", "")[:2], ""),
        "postal_code": place.get("postal_code", ""),
        "country": "NO",
        "address_type": kind,
    }
    return {"addresses": [address]}
