from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from tui.api.records import Batch, Identity, Unchanged
from tui.api.source import Source
from tui.domain.agreement import Agreement
from tui.domain.errors import (
    BadResponse,
    BadResponseReason,
    Cancelled,
    Forbidden,
    Gone,
    NotFound,
    Offline,
    RateLimited,
    ServerFailed,
    SyncError,
    Unauthorized,
)
from tui.domain.freshness import Collection
from tui.domain.partner import Partner
from tui.domain.schedule import OfficeHours

from .asking import client, fixture, without
from .hsdsserver import HsdsServer, Item
from .rawserver import Answer, RawServer, Request, answer, reply, sent

PARTNERS, HOURS, AGREEMENTS = Collection.PARTNERS, Collection.HOURS, Collection.AGREEMENTS
FRONT = {"version": "3.0", "profile": "https://example.no/profile/", "openapi_url": "https://example.no/openapi.json"}


def organization(number: int, **changes: object) -> Item:
    return fixture("organization", id=f"org-{number}", name=f"Partner {number}", **changes)


def full_server(**options: Any) -> HsdsServer:
    collections = {
        "organizations": [organization(number) for number in range(5)],
        "services": [fixture("service")],
        "service_at_locations": [fixture("service_at_location")],
        "agreements": [fixture("agreement")],
    }
    pages = {"/": FRONT, "/changes": {"changes": [], "next": "t0", "has_more": False}}
    return HsdsServer(**{"collections": collections, "pages": pages, **options})


@contextmanager
def source(server: HsdsServer | RawServer) -> Iterator[Source]:
    with server, client(server.url) as asking:
        yield Source(asking)


def batches(found: Source, collection: Collection, start: str | None = None) -> list[Batch]:
    return list(found.batches(collection, start=start, cancelled=threading.Event()))


def record_ids(found: list[Batch]) -> list[str]:
    return [record.id for batch in found for record in batch.records]


def test_a_server_of_our_profile_is_known_after_two_questions() -> None:
    server = full_server()
    with source(server) as found:
        expected = Identity(
            version="3.0",
            profile="https://example.no/profile/",
            has_organizations=True,
            has_service_at_locations=True,
            has_agreements=True,
            has_changes=True,
        )
        assert found.identify() == expected
        assert server.requests == ["/", "/changes"]
        assert found.identify() == expected
        assert server.requests == ["/", "/changes", "/"]


def test_a_plain_server_is_known_by_trying_once() -> None:
    server = HsdsServer({"services": [fixture("service")]}, {"/": {"version": "3.0"}})
    with source(server) as found:
        expected = Identity(
            version="3.0",
            profile=None,
            has_organizations=False,
            has_service_at_locations=False,
            has_agreements=False,
            has_changes=False,
        )
        assert found.identify() == expected
        assert len(server.requests) == 7
        assert found.identify() == expected
        assert len(server.requests) == 8
        assert batches(found, AGREEMENTS) == []


def test_a_server_without_a_front_page() -> None:
    with source(HsdsServer({"services": [], "organizations": []})) as found:
        identity = found.identify()
    assert identity.version is None
    assert identity.has_organizations


def test_an_address_where_nothing_is_offered() -> None:
    with source(HsdsServer({}, {"/": FRONT})) as found:
        for _ in range(2):
            with pytest.raises(NotFound):
                found.identify()


def test_a_login_page_everywhere() -> None:
    page = sent(reply(b"<html>Logg inn</html>", content_type="text/html"))
    with source(RawServer([page])) as found, pytest.raises(BadResponse) as caught:
        found.identify()
    assert caught.value.reason is BadResponseReason.HTML


def test_a_web_application_that_answers_everything_else_with_its_front_page() -> None:
    def script(request: Request) -> Answer:
        if request.path.startswith(("/services", "/organizations")):
            return answer([])
        return sent(reply(b"<html>", content_type="text/html"))

    with source(RawServer(script)) as found:
        identity = found.identify()
    assert (identity.has_organizations, identity.has_agreements, identity.has_changes) == (True, False, False)


@pytest.mark.parametrize(("status", "expected"), [(401, Unauthorized), (503, ServerFailed)])
def test_what_makes_any_sync_pointless(status: int, expected: type[SyncError]) -> None:
    with source(RawServer([answer({}, status)])) as found, pytest.raises(expected):
        found.identify()


def test_one_forbidden_collection_does_not_hide_the_others() -> None:
    def script(request: Request) -> Answer:
        return answer({}, 403) if request.path.startswith("/agreements") else answer([])

    with source(RawServer(script)) as found:
        identity = found.identify()
        assert (identity.has_agreements, identity.has_organizations) == (True, True)
        assert batches(found, PARTNERS)[0].records == ()
        with pytest.raises(Forbidden):
            batches(found, AGREEMENTS)


def test_partners_page_by_page() -> None:
    server = full_server(page_size=2)
    with source(server) as found:
        whole = batches(found, PARTNERS)
        assert [(len(one.records), one.done, one.total, one.cursor) for one in whole] == [
            (2, 2, 5, "2"),
            (2, 4, 5, "3"),
            (1, 5, 5, None),
        ]
        assert all(one.server_time is not None and one.server_time.tzinfo is not None for one in whole)
        assert record_ids(batches(found, PARTNERS, start="3")) == ["org-4"]
        assert server.asked("/organizations/org-0") == []
    first = whole[0].records[0]
    assert isinstance(first.values[0], Partner)
    assert first.values[0].contacts
    assert first.last_modified == first.values[0].last_modified is not None


def test_hours_and_agreements() -> None:
    with source(full_server()) as found:
        (hours,), (agreements,) = batches(found, HOURS), batches(found, AGREEMENTS)
    assert [one.id for one in hours.records] == ["sal-mosjoen-nav"]
    assert all(isinstance(one, OfficeHours) for one in hours.records[0].values)
    assert len(hours.records[0].values) == 3
    assert isinstance(agreements.records[0].values[0], Agreement)


def test_an_empty_collection_is_one_empty_batch() -> None:
    with source(HsdsServer({"organizations": []})) as found:
        (only,) = batches(found, PARTNERS)
    assert (only.records, only.done, only.total, only.cursor) == ((), 0, 0, None)


def test_a_bad_record_is_set_aside_and_its_neighbours_stay() -> None:
    agreement = fixture("agreement")
    broken = {**agreement, "id": "agr-2", "goals": [{**agreement["goals"][0], "due_date": "senere"}]}
    collections = {"agreements": [agreement, broken, {**agreement, "id": "agr-3"}, {"goals": []}]}
    with source(HsdsServer(collections)) as found:
        (batch,) = batches(found, AGREEMENTS)
    assert [one.id for one in batch.records] == ["agr-1", "agr-3"]
    assert [(one.id, one.where) for one in batch.rejected] == [
        ("agr-2", "agreements[1].goals[0].due_date"),
        (None, "agreements[3].id"),
    ]
    assert batch.done == 4


@pytest.mark.parametrize("item", [5, "x", [], None])
def test_an_item_that_is_no_record(item: Any) -> None:
    with source(RawServer([answer([item, {"id": 1, "name": "n"}])])) as found:
        batch = batches(found, PARTNERS)[0]
    assert [one.where for one in batch.rejected] == ["organizations[0]"]
    assert [one.id for one in batch.records] == ["1"]


def test_details_where_lists_hold_only_summaries() -> None:
    for names, collection in (("organizations", PARTNERS), ("service_at_locations", HOURS), ("agreements", AGREEMENTS)):
        loose, whole = full_server(honours_full=False, pages={}, page_size=3), full_server(pages={}, page_size=3)
        with source(loose) as found:
            completed = batches(found, collection)
        with source(whole) as found:
            assert [one.records for one in batches(found, collection)] == [one.records for one in completed]
        details = [one for one in loose.requests if one.startswith(f"/{names}/")]
        assert len(details) == len(loose.collections[names])
        assert not [one for one in whole.requests if one.startswith(f"/{names}/")]


def test_lists_that_simply_have_nothing_more_are_soon_believed() -> None:
    bare: list[Item] = [{"id": number, "name": "n"} for number in range(50)]
    server = HsdsServer({"organizations": bare})
    with source(server) as found:
        assert len(record_ids(batches(found, PARTNERS))) == 50
        assert len([one for one in server.requests if one.startswith("/organizations/")]) == 20


def test_lists_that_hide_something_are_not_believed() -> None:
    bare: list[Item] = [{"id": number, "name": "n", "languages": [{"name": "se"}]} for number in range(30)]
    server = HsdsServer({"services": [*bare, fixture("service")]}, honours_full=False)
    with source(server) as found:
        (batch,) = batches(found, HOURS)
    assert [len(one.values) for one in batch.records] == [0] * 30 + [4]


def test_details_are_not_asked_for_again_after_an_interruption() -> None:
    asked: list[str] = []
    whole = fixture("service_at_location")

    def script(request: Request) -> Answer:
        if request.path.startswith("/service_at_locations?"):
            return answer([{"id": one} for one in ("a", "b", "c")])
        asked.append(request.path[-1])
        if asked == ["a", "b"]:
            return answer({}, 429, {"Retry-After": "900"})
        return answer({**whole, "id": request.path[-1]})

    with source(RawServer(script)) as found:
        with pytest.raises(RateLimited):
            batches(found, HOURS)
        assert record_ids(batches(found, HOURS)) == ["a", "b", "c"]
        assert asked == ["a", "b", "b", "c"]
        batches(found, HOURS)
        assert asked[4:] == ["a", "b", "c"]


def test_a_record_that_is_not_there_by_itself_stays_as_listed() -> None:
    def script(request: Request) -> Answer:
        return answer([{"id": "a/b", "name": "n"}]) if request.path.startswith("/organizations?") else answer({}, 404)

    server = RawServer(script)
    with source(server) as found:
        assert record_ids(batches(found, PARTNERS)) == ["a/b"]
        assert server.requests[1].path == "/organizations/a%2Fb"


def test_partners_from_services() -> None:
    first, second = fixture("service"), fixture("service", id=4712)
    second["organization"] = {"id": 12, "name": "Frivilligsentralen", "email": "post@example.no"}
    third = fixture("service", id=4713, organization={"id": 14, "name": None})
    fourth = fixture("service_uk1")
    for options in ({}, {"honours_full": False}, {"page_size": 1}):
        server = HsdsServer({"services": [first, second, third, fourth, without(first, "organization")]}, **options)
        with source(server) as found:
            (batch,) = batches(found, PARTNERS, start="2")
            with pytest.raises(BadResponse) as caught:
                found.probe(PARTNERS, "12")
            assert caught.value.reason is BadResponseReason.INCOMPLETE
        sentral, kors = (record.values[0] for record in batch.records)
        assert isinstance(sentral, Partner)
        assert isinstance(kors, Partner)
        assert (sentral.id, sentral.email, sentral.website) == ("12", "post@example.no", "https://example.no/sentral")
        assert [one.number for one in sentral.phones] == ["75000010"]
        assert (kors.id, kors.name, kors.website) == ("uk-org", "Røde Kors", "https://example.no/rk")
        (rejected,) = batch.rejected
        assert rejected.id == "14"
        assert rejected.where.endswith(".organization.name")
        assert (batch.done, batch.cursor) == (3, None)


def test_hours_from_services_and_from_organizations() -> None:
    with source(HsdsServer({"services": [fixture("service")]}, honours_full=False)) as found:
        (batch,) = batches(found, HOURS)
        assert found.probe(HOURS, "4711") == batch.records[0]
    assert [one.id for one in batch.records] == ["4711"]
    assert len(batch.records[0].values) == 4
    with source(HsdsServer({"organizations": [fixture("organization")]})) as found:
        (batch,) = batches(found, HOURS)
    assert [one.id for one in batch.records[0].values] == ["s-sal", "s-sal-place", "s-service", "s-place"]


def test_a_collection_that_was_there_is_missed() -> None:
    server = full_server()
    with source(server) as found:
        found.identify()
        server.collections = {}
        for collection in Collection:
            with pytest.raises(NotFound):
                batches(found, collection)


def test_a_collection_that_cannot_be_had_in_any_way() -> None:
    with source(HsdsServer({})) as found:
        for collection in (PARTNERS, HOURS):
            with pytest.raises(NotFound):
                batches(found, collection)
        assert batches(found, AGREEMENTS) == []


def test_envelopes_of_uk_1() -> None:
    def uk1(items: list[Item], page: int, pages: int, total: int) -> object:
        return {"totalElements": total, "totalPages": pages, "number": page, "last": page == pages, "content": items}

    services = [fixture("service_uk1", id=f"uk-{number}") for number in range(3)]
    with source(HsdsServer({"services": services}, envelope=uk1, page_size=2)) as found:
        assert record_ids(batches(found, HOURS)) == ["uk-0", "uk-1", "uk-2"]


def test_a_cancel_between_pages() -> None:
    stop = threading.Event()
    with source(full_server(page_size=2)) as found:
        reading = found.batches(PARTNERS, cancelled=stop)
        next(reading)
        stop.set()
        with pytest.raises(Cancelled):
            next(reading)


def test_a_probe_finds_or_does_not() -> None:
    server = full_server()
    with source(server) as found:
        whole = {record.id: record for batch in batches(found, PARTNERS) for record in batch.records}
        assert found.probe(PARTNERS, "org-3") == whole["org-3"]
        assert found.probe(AGREEMENTS, "nope") is None
        assert found.probe(HOURS, "sal/../x") is None
        assert server.requests[-1] == "/service_at_locations/sal%2F..%2Fx"


@pytest.mark.parametrize("status", [404, 410])
def test_a_probe_takes_two_answers_for_gone(status: int) -> None:
    with source(RawServer([answer({}, status)])) as found:
        assert found.probe(PARTNERS, "x") is None


@pytest.mark.parametrize(
    ("script", "where"),
    [
        (answer({"id": "y", "name": "n"}), "id"),
        (answer({"id": "x"}), "organizations.name"),
        (answer([]), "organizations"),
    ],
)
def test_a_probe_that_brings_something_else_proves_nothing(script: Answer, where: str) -> None:
    with source(RawServer([script])) as found, pytest.raises(BadResponse) as caught:
        found.probe(PARTNERS, "x")
    assert caught.value.where == where


def test_changes() -> None:
    changes = [
        {"collection": "organizations", "id": "org-1", "record": organization(1)},
        {"collection": "organizations", "id": "org-2", "deleted": True},
        {"collection": "organizations", "id": "org-3", "record": organization(3)},
        {"collection": "organizations", "id": "org-3", "deleted": True},
        {"collection": "services", "id": 4711, "record": fixture("service")},
        {"collection": "service_at_locations", "id": "sal-mosjoen-nav", "record": fixture("service_at_location")},
        {"collection": "agreements", "id": "agr-2", "record": {"id": "agr-2", "title": "t", "goals": [{}]}},
        {"collection": "reviews", "id": "r"},
    ]
    server = full_server(pages={"/": FRONT, "/changes": {"changes": changes, "next": "t2", "has_more": True}})
    with source(server) as found:
        batch = found.changes("t 1")
        assert server.requests == ["/changes?since=t+1"]
    assert [(one.collection, one.id) for one in batch.upserts] == [(PARTNERS, "org-1"), (HOURS, "sal-mosjoen-nav")]
    assert batch.deleted == ((PARTNERS, "org-2"), (PARTNERS, "org-3"))
    assert [(one.id, one.where) for one in batch.rejected] == [("agr-2", "changes[6].record.goals[0].id")]
    assert (batch.token, batch.more) == ("t2", True)


def test_changes_of_services_matter_where_hours_come_from_them() -> None:
    change = {"collection": "services", "id": 4711, "record": fixture("service")}
    pages = {"/changes": {"changes": [change], "next": 5}}
    with source(HsdsServer({"services": [fixture("service")]}, pages)) as found:
        batches(found, HOURS)
        batch = found.changes("4")
    assert [(one.collection, one.id) for one in batch.upserts] == [(HOURS, "4711")]
    assert batch.token == "5"


def test_the_position_now() -> None:
    server = full_server()
    with source(server) as found:
        batch = found.changes(None)
        assert server.requests == ["/changes"]
    assert (batch.upserts, batch.deleted, batch.token, batch.more) == ((), (), "t0", False)


@pytest.mark.parametrize(("status", "expected"), [(410, Gone), (404, NotFound)])
def test_a_feed_that_is_not_there(status: int, expected: type[SyncError]) -> None:
    with source(RawServer([answer({"title": "too old"}, status)])) as found, pytest.raises(expected):
        found.changes("old")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ([], BadResponseReason.SHAPE),
        ({"changes": []}, BadResponseReason.SHAPE),
        ({"changes": {"a": 1}, "next": "b"}, BadResponseReason.SHAPE),
        ({"changes": [{"collection": "agreements", "deleted": True}], "next": "b"}, BadResponseReason.SHAPE),
        ({"changes": [], "next": "a", "has_more": True}, BadResponseReason.ENDLESS),
    ],
)
def test_a_feed_that_cannot_be_understood(data: object, reason: BadResponseReason) -> None:
    with source(RawServer([answer(data)])) as found, pytest.raises(BadResponse) as caught:
        found.changes("a")
    assert caught.value.reason is reason


def test_nothing_changed_keeps_the_position() -> None:
    with source(RawServer([answer({"changes": [], "next": "a", "has_more": False})])) as found:
        assert found.changes("a").token == "a"


def test_pauses_are_told_to_whoever_asks() -> None:
    told: list[int] = []
    with source(RawServer([answer({}, 503), answer([])])) as found:
        found.on_wait(lambda _until, attempt: told.append(attempt))
        batches(found, PARTNERS)
    assert told == [2]


def test_no_network_in_the_middle_of_a_collection() -> None:
    with source(RawServer([answer({"contents": [{"id": 1, "name": "n"}], "total_pages": 2}), Answer(())])) as found:
        reading = found.batches(PARTNERS, cancelled=threading.Event())
        with pytest.raises(Offline):
            list(reading)


def test_a_validator_that_still_holds_costs_one_question() -> None:
    server = full_server(etags=True)
    with source(server) as found:
        for collection in Collection:
            (whole,) = batches(found, collection)
            assert whole.etag is not None
            asked = len(server.requests)
            (said,) = found.batches(collection, etag=whole.etag, cancelled=threading.Event())
            assert isinstance(said, Unchanged)
            assert said.collection is collection
            assert said.server_time is not None
            assert len(server.requests) == asked + 1
            (again,) = found.batches(collection, etag='"old"', cancelled=threading.Event())
            assert again == replace(whole, server_time=again.server_time)


def test_a_validator_speaks_for_one_whole_page_only() -> None:
    with source(full_server(etags=True, page_size=2)) as found:
        assert {one.etag for one in batches(found, PARTNERS)} == {None}
    with source(full_server(etags=True, page_size=5)) as found:
        assert batches(found, PARTNERS, start="2")[0].etag is None
    with source(full_server(etags=True)) as found:
        since = datetime(2020, 1, 1, tzinfo=UTC)
        (batch,) = found.batches(PARTNERS, since=since, cancelled=threading.Event())
        assert batch.etag is None
    with source(full_server(etags=True, honours_full=False, pages={})) as found:
        assert batches(found, PARTNERS)[0].etag is None


def test_what_was_modified_since() -> None:
    stamps = ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"]
    items = [organization(number, last_modified=one) for number, one in enumerate(stamps)]
    server = HsdsServer({"organizations": items}, honours_modified_after=True)
    with source(server) as found:
        since = datetime(2026, 2, 1, 1, 0, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
        read = list(found.batches(PARTNERS, since=since, cancelled=threading.Event()))
        assert record_ids(read) == ["org-2"]
        assert "modified_after=2026-02-01T00%3A00%3A00.123Z" in server.requests[-1]
        read = list(found.batches(PARTNERS, since=datetime(2026, 2, 1, tzinfo=UTC), cancelled=threading.Event()))
        assert record_ids(read) == ["org-1", "org-2"]


def test_what_was_learned_is_taken_over_without_a_question() -> None:
    server = full_server()
    with source(server) as found:
        learned = found.identify()
    for memory in (learned, replace(learned, has_organizations=False)):
        server = HsdsServer({"organizations": [organization(1)], "services": [fixture("service")]})
        with source(server) as found:
            found.remember(memory)
            assert server.requests == []
            with pytest.raises(NotFound):
                batches(found, AGREEMENTS)
            assert batches(found, PARTNERS)
            assert found.identify().has_organizations is memory.has_organizations
            # a wrong memory is corrected by the page that is not there
            assert server.asked("/organizations") == [] or memory is learned
