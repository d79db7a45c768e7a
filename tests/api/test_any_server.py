"""Servers as they are met: the standard, its next version, the UK profile and its ancestor, and their variations."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tui.api.records import Batch
from tui.api.source import Source
from tui.domain.errors import BadResponse, BadResponseReason, ServerFailed
from tui.domain.freshness import Collection
from tui.domain.partner import Partner
from tui.domain.schedule import OfficeHours

from .asking import client, fixture, without
from .hsdsserver import Envelope, HsdsServer, Item, hsds3

PARTNERS, HOURS, AGREEMENTS = Collection.PARTNERS, Collection.HOURS, Collection.AGREEMENTS

NEW_IN_31: dict[str, object] = {
    "additional_urls": [{"id": "u", "label": "Facebook", "url": "https://example.no/fb"}],
    "capacities": [
        {"id": "c", "available": 3, "maximum": "10", "updated": "2026-01-01", "unit": {"id": "n", "name": "x"}}
    ],
    "service_areas": [{"id": "a", "name": "Vefsn", "extent": {"type": "Polygon", "coordinates": [[[13.2, 65.8]]]}}],
    "attributes": [{"id": "t", "label": "Merkelapp", "link_type": "x", "value": "y"}],
    "pc_metadata": {"anything": [1, {"goes": None}]},
}


def uk1(items: list[Item], page: int, pages: int, total: int) -> object:
    return {
        "totalElements": total,
        "totalPages": pages,
        "number": page,
        "size": len(items),
        "first": page == 1,
        "last": page == pages,
        "empty": not items,
        "content": items,
    }


def under(name: str, inner: str | None, **renamed: str) -> Envelope:
    """Items under another name, counts in an object of their own."""

    def made(items: list[Item], page: int, pages: int, total: int) -> object:
        counts: dict[str, object] = {"total_pages": pages, "total": total, "page": page}
        counts = {renamed.get(key, key): value for key, value in counts.items()}
        return {name: items, **({inner: counts} if inner else counts)}

    return made


ENVELOPES: Mapping[str, Envelope] = {
    "HSDS 3": hsds3,
    "UK 1.0": uk1,
    "bare array": lambda items, page, pages, total: items,
    "data, meta": under("data", "meta"),
    "items, pagination": under("items", "pagination", total_pages="totalPages"),
    "results, count": under("results", None, total="count"),
    "contents, pagination with text": lambda items, page, pages, total: {
        "contents": items,
        "pagination": {"total_pages": str(pages), "total_items": f" {total} "},
    },
    "everything under data": lambda items, page, pages, total: {"data": items, "links": {"next": None}},
    "total 0 with items": lambda items, page, pages, total: {"contents": items, "total_items": 0},
    "total 0 and no pages": lambda items, page, pages, total: {"contents": items, "total_items": 0, "total_pages": 0},
    "always the last page": lambda items, page, pages, total: {
        **dict.fromkeys(("first_page", "last_page"), True),
        "contents": items,
        "total_items": total,
    },
    "never the last page": lambda items, page, pages, total: {"contents": items, "last_page": False},
    "counts from elsewhere": lambda items, page, pages, total: {"contents": items, "total_items": 31, "size": 5000},
    "counts that are words": lambda items, page, pages, total: {"contents": items, "total_pages": "mange"},
}


def read(found: Source, collection: Collection) -> list[Batch]:
    return list(found.batches(collection, cancelled=threading.Event()))


def ids(batches: list[Batch]) -> list[str]:
    return [record.id for batch in batches for record in batch.records]


def partners(count: int = 7) -> list[Item]:
    return [fixture("organization", id=f"rec{number:02}Xf{number % 3}", name=f"P {number}") for number in range(count)]


@pytest.mark.parametrize("name", ENVELOPES)
@pytest.mark.parametrize("full", [True, False])
def test_every_envelope(name: str, full: bool) -> None:
    collections = {"organizations": partners()}
    server = HsdsServer(collections, envelope=ENVELOPES[name], page_size=2, honours_full=full)
    with server, client(server.url) as asking:
        batches = read(Source(asking), PARTNERS)
    assert ids(batches) == [one["id"] for one in collections["organizations"]]
    assert batches[-1].cursor is None
    assert all(
        isinstance(value, Partner) and value.contacts for one in batches for two in one.records for value in two.values
    )


@pytest.mark.parametrize("name", ENVELOPES)
def test_every_envelope_around_nothing(name: str) -> None:
    with HsdsServer({"organizations": []}, envelope=ENVELOPES[name]) as server, client(server.url) as asking:
        assert ids(read(Source(asking), PARTNERS)) == []


@pytest.mark.parametrize("version", ["3.0", "V3", "HSDS-UK-3.0", "3.1", None])
def test_any_version_is_read_alike(version: str | None) -> None:
    service = fixture("service", **NEW_IN_31)
    at_location = fixture("service_at_location", service_areas=NEW_IN_31["service_areas"], pc_x=[None])
    organization = without(fixture("organization"), "website", "url")
    organization |= {"additional_websites": [{"id": "w", "label": "", "url": "https://example.no/31"}]}
    collections = {"services": [service], "service_at_locations": [at_location], "organizations": [organization]}
    front = {"version": version, "profile": "https://path/to/profile", "openapi_url": "openapi.json"}
    with HsdsServer(collections, {"/": front}) as server, client(server.url) as asking:
        found = Source(asking)
        assert found.identify().version == version
        (partner,), (hours,) = read(found, PARTNERS)[0].records, read(found, HOURS)[0].records
        assert read(found, AGREEMENTS) == []
    assert isinstance(partner.values[0], Partner)
    assert partner.values[0].website == "https://example.no/31"
    assert len(hours.values) == 3


def uk3_services(count: int) -> list[Item]:
    owners = [{"id": number % 4, "name": f"P {number % 4}"} for number in range(count)]
    return [fixture("service", id=f"rec{number:02}Xf2", organization=one) for number, one in enumerate(owners)]


def test_a_uk_3_server_without_organizations_and_without_full() -> None:
    services = uk3_services(25)
    server = HsdsServer({"services": services}, {"/": {"version": "HSDS-UK-3.0"}}, honours_full=False, page_size=10)
    with server, client(server.url) as asking:
        found = Source(asking)
        identity = found.identify()
        assert (identity.has_organizations, identity.has_service_at_locations) == (False, False)
        assert ids(read(found, PARTNERS)) == ["0", "1", "2", "3"]
        assert ids(read(found, HOURS)) == [one["id"] for one in services]
        # what one reading had to ask for one by one, the next one does not ask again
        details = [one for one in server.requests if one.startswith("/services/")]
        assert len(details) == 25
        read(found, HOURS)
        assert len([one for one in server.requests if one.startswith("/services/")]) == 50


def test_a_uk_1_server() -> None:
    services = [fixture("service_uk1", id=number) for number in range(1, 6)]
    server = HsdsServer({"services": services}, envelope=uk1, page_size=2, honours_full=False)
    with server, client(server.url) as asking:
        found = Source(asking)
        hours, gathered = read(found, HOURS), read(found, PARTNERS)
        assert found.probe(HOURS, "3") == hours[1].records[0]
    assert ids(hours) == ["1", "2", "3", "4", "5"]
    assert ids(gathered) == ["uk-org"]
    values = hours[0].records[0].values
    assert all(isinstance(one, OfficeHours) for one in values)
    assert {"uk-s-1", "uk-s-2"} < {one.id for one in values}


def at(*location: Item, **more: object) -> Item:
    """A service_at_location, perhaps with its location."""
    return {"id": 2, **({"location": {"id": 3, **location[0]}} if location else {}), **more}


WEEKLY = {"freq": "WEEKLY", "byday": "TU", "opens_at": "10:00", "closes_at": "12:00"}
PLACES: Mapping[str, tuple[str, Callable[[Item], Item]]] = {
    "schedules of a service": ("services", lambda one: {"schedules": [one]}),
    "regular_schedule of a service": ("services", lambda one: {"regular_schedule": [one]}),
    "regular_schedules of a service": ("services", lambda one: {"regular_schedules": [one]}),
    "a service_at_location in a service": (
        "services",
        lambda one: {"service_at_locations": [at(schedules=[one])]},
    ),
    "its location": (
        "services",
        lambda one: {"service_at_locations": [at({"schedules": [one]})]},
    ),
    "a service_at_location": ("service_at_locations", lambda one: {"schedules": [one]}),
    "the location of one": ("service_at_locations", lambda one: {"location": {"id": 3, "schedules": [one]}}),
    "the service of one": ("service_at_locations", lambda one: {"service": {"id": 4, "schedules": [one]}}),
    "a place of an organization": ("organizations", lambda one: {"locations": [{"id": 3, "schedules": [one]}]}),
    "a service of an organization": ("organizations", lambda one: {"services": [{"id": 4, "schedules": [one]}]}),
    "deep inside an organization": (
        "organizations",
        lambda one: {
            "services": [{"id": 4, "service_at_locations": [{"id": 2, "location": {"id": 3, "schedules": [one]}}]}]
        },
    ),
}


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("full", [True, False])
def test_schedules_wherever_they_are_nested(where: str, full: bool) -> None:
    endpoint, nest = PLACES[where]
    item = {"id": 1, "name": "n", "status": "active", **nest({"id": 9, **WEEKLY})}
    with HsdsServer({endpoint: [item]}, honours_full=full) as server, client(server.url) as asking:
        (batch,) = read(Source(asking), HOURS)
    (record,) = batch.records
    assert [one.id for one in record.values] == ["9"]
    assert isinstance(record.values[0], OfficeHours)
    assert record.values[0].recurrence is not None


def test_a_page_that_comes_twice_does_not_end_the_list() -> None:
    shown = {1: 1, 2: 2, 3: 2, 4: 3, 5: 4}
    items = partners(8)

    def repeating(page: int) -> object:
        at = 2 * (shown[page] - 1)
        return hsds3(items[at : at + 2], page, 5, 10)

    batches = served(repeating)
    assert dict.fromkeys(ids(batches)) == dict.fromkeys(one["id"] for one in items)
    assert batches[-1].done == 10


def served(pages: Callable[[int], object]) -> list[Batch]:
    """What is read of a server that decides page by page."""
    server = Paged({"organizations": []}, paged=pages)
    with server, client(server.url) as asking:
        return read(Source(asking), PARTNERS)


class Paged(HsdsServer):
    def __init__(self, collections: Mapping[str, list[Item]], paged: Callable[[int], object]) -> None:
        super().__init__(collections)
        self._paged = paged

    def _page(self, _: list[Item], query: Mapping[str, str]) -> object:
        return self._paged(int(query["page"]))


def test_pages_that_drift_show_every_record_that_was_shown() -> None:
    items = partners(9)
    # one was put in before the second page, so that the last of the first page comes again
    drifting = {1: items[0:3], 2: [items[2], *items[3:5]], 3: items[5:8], 4: items[8:]}
    batches = served(lambda page: hsds3(drifting[page], page, 4, 9 + (page > 1)))
    assert ids(batches) == [one["id"] for page in drifting.values() for one in page]
    assert {one.total for one in batches} == {9, 10}


def test_a_server_that_ignores_the_page_and_promises_more_is_soon_known() -> None:
    asked: list[int] = []

    def same(page: int) -> object:
        asked.append(page)
        return hsds3(partners(2), page, 500, 1000)

    batches = served(same)
    assert dict.fromkeys(ids(batches)) == dict.fromkeys(["rec00Xf0", "rec01Xf1"])
    assert len(asked) < 12


def test_ids_that_differ_only_in_case_or_kind_stay_apart() -> None:
    items = [{"id": one, "name": "n"} for one in ("recABC", "recabc", "7", "07", "7.0")]
    with HsdsServer({"organizations": items}) as server, client(server.url) as asking:
        assert ids(read(Source(asking), PARTNERS)) == ["recABC", "recabc", "7", "07", "7.0"]


@pytest.mark.parametrize(
    ("accepts", "asked"),
    [
        (lambda path: "per_page=200" not in path, "per_page=50&full=true"),
        (lambda path: "full" not in path, "per_page=50"),
        (lambda path: "per_page" not in path or "per_page=1" in path.split("&"), "page=2"),
    ],
)
@pytest.mark.parametrize("status", [400, 422])
def test_a_server_that_does_not_take_our_terms(status: int, accepts: Callable[[str], bool], asked: str) -> None:
    def refuse(path: str) -> tuple[int, dict[str, str]] | None:
        return None if accepts(path) else (status, {})

    server = HsdsServer({"organizations": partners()}, page_size=4, refuse=refuse)
    with server, client(server.url) as asking:
        found = Source(asking)
        assert ids(read(found, PARTNERS)) == [one["id"] for one in partners()]
        before = len([one for one in server.requests if "?" in one])
        assert [one for one in server.requests if "page=2" in one][-1].endswith(asked)
        read(found, PARTNERS)
        # what it took is remembered
        assert len([one for one in server.requests if "?" in one]) - before == 2


def test_a_server_that_takes_no_terms_at_all() -> None:
    server = HsdsServer({"organizations": []}, refuse=lambda _path: (400, {}))
    with server, client(server.url) as asking, pytest.raises(ServerFailed) as caught:
        read(Source(asking), PARTNERS)
    assert caught.value.status == 400


def failing(number: int, status: int = 500) -> Callable[[str], tuple[int, dict[str, str]] | None]:
    """Fails to give every so many details."""

    def refuse(path: str) -> tuple[int, dict[str, str]] | None:
        found = path.startswith("/organizations/") and int(path.rpartition("/rec")[2][:2]) % number == number - 1
        return (status, {}) if found else None

    return refuse


def test_a_record_the_server_fails_to_give_does_not_take_its_neighbours_along() -> None:
    server = HsdsServer({"organizations": partners(30)}, honours_full=False, refuse=failing(10))
    with server, client(server.url) as asking:
        (batch,) = read(Source(asking), PARTNERS)
    assert [one.id for one in batch.rejected] == ["rec09Xf0", "rec19Xf1", "rec29Xf2"]
    assert [one.where for one in batch.rejected] == ["organizations[9]", "organizations[19]", "organizations[29]"]
    assert len(batch.records) == 27
    assert batch.done == 30


def test_a_server_that_fails_to_give_any_is_broken() -> None:
    server = HsdsServer({"organizations": partners(30)}, honours_full=False, refuse=failing(1))
    with server, client(server.url) as asking:
        with pytest.raises(ServerFailed):
            read(Source(asking), PARTNERS)
        assert len({one for one in server.requests if one.startswith("/organizations/")}) <= 6


def test_a_list_that_is_no_list() -> None:
    with HsdsServer({}, {"/organizations": {"data": {"a": 1}}}) as server, client(server.url) as asking:
        with pytest.raises(BadResponse) as caught:
            read(Source(asking), PARTNERS)
        assert (caught.value.reason, caught.value.where) == (BadResponseReason.SHAPE, "data")


ODD = ("a/b", "å ø", "..", "?x=1", 5)


def test_details_of_records_with_the_oddest_ids() -> None:
    items: list[Any] = [
        {"id": one, "name": "n", "contacts": [{"name": "k"}]} for one in ("a/b", "å ø", "..", "?x=1", 5)
    ]
    with HsdsServer({"organizations": items}, honours_full=False) as server, client(server.url) as asking:
        (batch,) = read(Source(asking), PARTNERS)
    assert [one.id for one in batch.records] == ["a/b", "å ø", "..", "?x=1", "5"]
    assert all(isinstance(one.values[0], Partner) and one.values[0].contacts for one in batch.records)
