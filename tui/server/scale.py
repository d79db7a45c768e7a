"""Made-up partners in any number, for measuring; the same number gives the same partners on every machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from .identity import Ids
from .records import COLLECTIONS, Record, Records
from .wire_partner import COUNTIES

HOURS_EVERY = 500
"""Every so many partners, one has a place with office hours."""

_DESCRIPTION = "Laget for måling (eksempel)."
_FIRST_CHANGE = datetime(2026, 1, 1, tzinfo=UTC)
_CHANGES_WITHIN = 290 * 24 * 3600
"""Seconds over which the times of change are spread."""
_EARLIEST_HOUR = 9
_words = str.split

_BEGINNINGS = _words(
    "Sol Gran Nord Sør Berg Fjell Hav Elve Bjørke Lyng Åse Aas Ytter Øver Stein Lille Stor Torv Furu Myr Sand Skjær "
    "Brei Kvit Svart Tind Foss Bekke Heste Lakse Ørne Molte Rogne Selje Vinter Vår Gull Sjø Ære"
)
_ENDINGS = _words("vik nes heim lund bakken moen stad dalen li haugen øya ås tun sletta bukta fjord strand vollen hamn")
_VOLUNTARY = _words(
    "frivilligsentral pensjonistforening idrettslag historielag sanitetsforening velforening skolekorps møteplass "
    "kystlag besøkstjeneste natteravner språkkafé ungdomsklubb grendelag hagelag turlag blandakor matsentral "
    "leksehjelp pårørendegruppe bruktbutikk helselag"
)
_PUBLIC = ("bibliotek", "kulturskole", "frisklivssentral", "helsestasjon", "aktivitetssenter")
_PRIVATE = ("arbeidstrening AS", "vekst AS", "verksted AS")
_KINDS = (
    *(("voluntary", kind) for kind in _VOLUNTARY),
    *(("public", kind) for kind in _PUBLIC),
    *(("private", kind) for kind in _PRIVATE),
)

_NORDLAND = (
    "1804 Bodø, 1806 Narvik, 1811 Bindal, 1812 Sømna, 1813 Brønnøy, 1815 Vega, 1816 Vevelstad, 1818 Herøy, "
    "1820 Alstahaug, 1822 Leirfjord, 1824 Vefsn, 1825 Grane, 1826 Hattfjelldal, 1827 Dønna, 1828 Nesna, 1832 Hemnes, "
    "1833 Rana, 1834 Lurøy, 1835 Træna, 1836 Rødøy, 1837 Meløy, 1838 Gildeskål, 1839 Beiarn, 1840 Saltdal, "
    "1841 Fauske, 1845 Sørfold, 1848 Steigen, 1851 Lødingen, 1853 Evenes, 1856 Røst, 1857 Værøy, 1859 Flakstad, "
    "1860 Vestvågøy, 1865 Vågan, 1866 Hadsel, 1867 Bø, 1868 Øksnes, 1870 Sortland, 1871 Andøy, 1874 Moskenes, "
    "1875 Hamarøy"
)
_ELSEWHERE = (
    "0301 Oslo, 1103 Stavanger, 1106 Haugesund, 1505 Kristiansund, 1506 Molde, 1508 Ålesund, 1577 Volda, "
    "3107 Fredrikstad, 3118 Indre Østfold, 3201 Bærum, 3301 Drammen, 3303 Kongsberg, 3403 Hamar, 3405 Lillehammer, "
    "3420 Elverum, 3905 Tønsberg, 4001 Porsgrunn, 4003 Skien, 4203 Arendal, 4204 Kristiansand, 4205 Lindesnes, "
    "4222 Bykle, 4601 Bergen, 4621 Voss, 4640 Sogndal, 4647 Sunnfjord, 5001 Trondheim, 5006 Steinkjer, 5007 Namsos, "
    "5041 Snåsa, 5501 Tromsø, 5503 Harstad, 5601 Alta, 5603 Hammerfest, 5610 Karasjok, 5612 Kautokeino"
)
_MUNICIPALITIES = tuple(entry.split(" ", 1) for entry in f"{_NORDLAND}, {_ELSEWHERE}".split(", "))
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR")


def add_partners(records: Records, count: int, namespace: str) -> Records:
    """The same records and `count` made-up partners, some of them with office hours.

    Partner n is the same whatever the count is. Raises ValueError if `count` is negative.
    """
    if count < 0:
        raise ValueError(f"cannot add {count} partners")
    made: dict[str, list[Record]] = {collection: [] for collection in COLLECTIONS}
    ids = Ids(namespace)
    for number in range(1, count + 1):
        partner = _partner(ids, number)
        if number % HOURS_EVERY == 0:
            offered = _offered(ids, number, partner)
            partner["locations"] = [offered["location"]]
            made["service_at_locations"].append(offered)
            made["services"].append({**offered["service"], "service_at_locations": [offered]})
        made["organizations"].append(partner)
    return Records({collection: (*records.of(collection), *made[collection]) for collection in COLLECTIONS})


def _partner(ids: Ids, number: int) -> dict[str, Any]:
    """Partner `number`; its id is a hash, so its digits serve as the dice."""
    identity = ids("organization", "scale", number)
    dice = int(identity[-12:] + identity[:8], 16)
    dice, first = divmod(dice, len(_BEGINNINGS))
    dice, second = divmod(dice, len(_ENDINGS))
    dice, third = divmod(dice, len(_KINDS))
    dice, fourth = divmod(dice, len(_MUNICIPALITIES))
    sector, kind = _KINDS[third]
    code, municipality = _MUNICIPALITIES[fourth]
    partner: dict[str, Any] = {
        "id": identity,
        "name": f"{_BEGINNINGS[first]}{_ENDINGS[second]} {kind}, {municipality} (eksempel)",
        "description": _DESCRIPTION,
        "sector": sector,
        "municipality_code": code,
        "last_modified": _changed(dice),
    }
    if dice % 4:
        partner["organization_identifiers"] = [_fake_number(ids, number)]
    if dice % 3 == 0:
        partner["contacts"] = [_contact(ids, number)]
    return partner


def _changed(dice: int) -> str:
    moment = _FIRST_CHANGE + timedelta(seconds=dice % _CHANGES_WITHIN)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _fake_number(ids: Ids, number: int) -> Record:
    """Real numbers start with 8 or 9; these start with zeros."""
    return {
        "id": ids("organization_identifier", "organization", "scale", number, 1),
        "identifier_scheme": "NO-BRC",
        "identifier_type": "organisasjonsnummer",
        "identifier": f"{number:09}",
    }


def _contact(ids: Ids, number: int) -> Record:
    return {
        "id": ids("contact", "organization", "scale", number, 1),
        "title": "kontakt (eksempel)",
        "email": f"kontakt@partner{number}.example",
    }


def _offered(ids: Ids, number: int, partner: Record) -> dict[str, Any]:
    """A weekly session at the partner's own place: a service_at_location in full form."""
    identity = ids("service_at_location", "scale", number)
    changed = partner["last_modified"]
    service = {
        "id": ids("service", "scale", number),
        "name": "Åpen dør (eksempel)",
        "status": "active",
        "description": _DESCRIPTION,
        "organization_id": partner["id"],
        "organization": {key: partner[key] for key in ("id", "name", "description")},
        "last_modified": changed,
    }
    location = _location(ids, number, partner)
    return {
        "id": identity,
        "service_id": service["id"],
        "location_id": location["id"],
        "service": service,
        "location": location,
        "schedules": [_weekly(ids, number, identity)],
        "last_modified": changed,
    }


def _location(ids: Ids, number: int, partner: Record) -> Record:
    code = partner["municipality_code"]
    return {
        "id": ids("location", "scale", number),
        "location_type": "physical",
        "name": f"Lokalet til {partner['name']}",
        "organization_id": partner["id"],
        "municipality_code": code,
        "addresses": [
            {
                "id": ids("address", "location", "scale", number, 1),
                "address_1": f"Eksempelgata {number} (eksempel)",
                "city": "",
                "state_province": COUNTIES[code[:2]],
                "postal_code": "",
                "country": "NO",
                "address_type": "physical",
            }
        ],
        "last_modified": partner["last_modified"],
    }


def _weekly(ids: Ids, number: int, service_at_location_id: str) -> Record:
    opens = _EARLIEST_HOUR + number // HOURS_EVERY % 6
    return {
        "id": ids("schedule", "scale", number, 1),
        "service_at_location_id": service_at_location_id,
        "freq": "WEEKLY",
        "byday": _WEEKDAYS[number // HOURS_EVERY % len(_WEEKDAYS)],
        "dtstart": "2026-01-05",
        "opens_at": f"{opens:02}:00",
        "closes_at": f"{opens + 2:02}:00",
        "timezone_name": "Europe/Oslo",
        "holiday_policy": "closed",
        "notes": "Eksempel.",
    }
