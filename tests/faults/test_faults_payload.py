"""Faults 68 to 89: what stands in the answers."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date

import pytest

from tests.api.hsdsserver import HsdsServer, Item
from tests.api.rawserver import RawServer, reply
from tests.faults.bench import (
    PARTNERS,
    STAMP,
    Bench,
    World,
    agreement,
    meeting,
    organization,
    outcome,
    records,
    refused,
)
from tui.domain.errors import BadResponse, BadResponseReason
from tui.domain.recurrence import next_slot, slots
from tui.domain.text import is_clean
from tui.present.errors import sentence
from tui.sync.events import CollectionDone

NOT_JSON = {
    "cut": b'{"contents": [',
    "bom": b"\xef\xbb\xbf{}",
    "utf-16": '{"contents": []}'.encode("utf-16"),
    "nan": b'{"contents": [{"id": "a", "name": "x", "n": NaN}]}',
    "1e999": b'{"contents": [{"id": "a", "name": "x", "n": 1e999}]}',
    "digits": b'{"contents": [{"id": "a", "name": "x", "n": ' + b"1" * 5000 + b"}]}",
    "deep": b'{"contents": ' + b"[" * 100_000,
    "surrogate": b'{"contents": [{"id": "a", "name": "hemmelig \\ud800"}]}',
    "bytes": b'{"contents": [{"id": "a", "name": "hemmelig \xff"}]}',
}


@pytest.mark.parametrize("how", NOT_JSON)
def test_fault_68_no_json(bench: Bench, how: str) -> None:
    error = refused(bench, reply(NOT_JSON[how]))
    assert isinstance(error, BadResponse)
    assert error.reason is BadResponseReason.NOT_JSON
    assert "hemmelig" not in repr(error) + sentence(error)


def test_fault_73_ids_that_look_alike(bench: Bench) -> None:
    keys = ["ab", "AB", "aB", "á", "a\u0301", "1", "01"]
    with HsdsServer({**records(), "organizations": [organization(key) for key in keys]}) as server:
        for _ in range(2):
            done = outcome(bench.sync(server.url), PARTNERS)
            assert isinstance(done, CollectionDone)
            assert done.rejected == 0
        assert set(bench.names()) == set(keys)
        server.collections["organizations"][:] = [organization(key) for key in keys[1:]]
        assert bench.sync(server.url).whole
        assert set(bench.names()) == set(keys[1:])


def test_fault_74_ids_that_would_lead_elsewhere(bench: Bench) -> None:
    keys = ["a/b", "..", "../services", "a?b#c", "%2e%2e", "ø 1", "a&page=2"]
    world = World({**records(), "organizations": [organization(key) for key in [*keys, "x" * 10_000, "n\0l"]]})
    with RawServer(world.answer) as server:
        done = outcome(bench.sync(server.url), PARTNERS)
        assert isinstance(done, CollectionDone)
        stored = set(bench.names())
        assert set(keys) <= stored
        assert all(len(key) <= 1000 for key in stored)
        gone = keys[0]
        world.collections["organizations"] = [organization(key) for key in keys if key != gone]
        asked = len(server.requests)
        assert bench.sync(server.url, accept_deletes=True).whole
        assert gone not in bench.names()
        probes = [one.path for one in server.requests[asked:] if one.path.startswith("/organizations/")]
        assert "/organizations/a%2Fb" in probes
        assert all(one.count("/") == 2 for one in probes)


def test_fault_77_empty_with_something_in_it(bench: Bench) -> None:
    """What is there counts, whatever is said about it."""
    page = {"contents": [organization(key) for key in "abcd"], "empty": True, "size": 2, "total_items": 4}
    world = World()
    world.break_list(reply(json.dumps({**page, "total_pages": 1}).encode()))
    with RawServer(world.answer) as server:
        assert bench.sync(server.url).whole
        assert sorted(bench.names()) == ["a", "b", "c", "d"]


def test_fault_77_fewer_than_counted(bench: Bench) -> None:
    """Nothing is removed because a server counts more than it shows."""
    with RawServer(World().answer) as server:
        assert bench.sync(server.url).whole
    world = World()
    page = {"contents": [organization("a")], "total_items": 3, "total_pages": 1, "last_page": True}
    world.break_list(reply(json.dumps(page).encode()))
    with RawServer(world.answer) as server:
        bench.sync(server.url)
        assert sorted(bench.names()) == ["a", "b", "c"]


def test_fault_80_nul(bench: Bench) -> None:
    with HsdsServer({**records(), "organizations": [organization("a", "Nav\0Vefsn"), organization("b")]}) as server:
        assert bench.sync(server.url).whole
        assert bench.names()["a"] == "Nav␀Vefsn"
        with closing(bench.reader()) as reader:
            assert [row.id for row in reader.partners("vefsn").window(0, 9)] == ["a"]


def test_fault_84_a_name_of_a_megabyte(bench: Bench) -> None:
    with HsdsServer({**records(), "organizations": [organization("a", "Å" * 1_000_000), organization("b")]}) as server:
        assert bench.sync(server.url).whole
    name = bench.names()["a"]
    assert len(name) == 200
    assert name.endswith("…")


BAD_DATES: tuple[Item, ...] = (
    {"dtstart": "0000-00-00"},
    {"opens_at": "24:00", "closes_at": "25:61"},
    {"dtstart": "9999-12-31", "until": "9999-12-31"},
    {"valid_from": "0001-01-01", "valid_to": "2026-02-30"},
    {"dtstart": "2026-11-22T08:00:00", "until": "20261122T080000"},
    {"byday": "53XX,-99MO", "interval": 10**12, "count": -1},
    {"timezone_name": "Mars/Olympus"},
)


@pytest.mark.parametrize("schedule", BAD_DATES, ids=lambda one: ",".join(one))
def test_fault_87_dates_that_are_none(bench: Bench, schedule: Item) -> None:
    """The record is there, its hours are shown with what could not be read, and nothing crashes on them."""
    there = {**agreement("x"), "signed_date": "2023-13-45", "valid_from": "0000-00-00", "valid_to": "9999-12-31"}
    served = {**records(), "service_at_locations": [meeting("m", **schedule)], "agreements": [there, agreement("y")]}
    with HsdsServer(served) as server:
        finished = bench.sync(server.url)
        assert isinstance(outcome(finished, PARTNERS), CollectionDone)
    with closing(bench.reader()) as reader:
        (row,) = reader.hours()
        assert all(is_clean(one) for one in row.hours.unreadable)
        for day in (date(1, 1, 1), date(2026, 11, 22), date(9999, 12, 31)):
            slots(row.hours, day, day)
        next_slot(row.hours, bench.now)
        assert "y" in [one.id for one in reader.agreements()]


@pytest.mark.parametrize(("latitude", "longitude"), [("NaN", "x"), (1e308, -1e308), (13.2, 65.8), (None, [])])
def test_fault_88_places_off_the_map(bench: Bench, latitude: object, longitude: object) -> None:
    place = {"id": "l", "name": "Kafeen", "location_type": "physical"}
    lost = {**place, "latitude": latitude, "longitude": longitude}
    plain, odd = organization("a", locations=[place]), organization("b", locations=[lost])
    with HsdsServer({**records(), "organizations": [plain, odd]}) as server:
        assert bench.sync(server.url).whole
    with closing(bench.reader()) as reader:
        first, second = reader.partner("a"), reader.partner("b")
        assert first is not None
        assert second is not None
        assert first.places == second.places
        assert first.last_modified is not None
        assert first.last_modified.isoformat() == STAMP
