from __future__ import annotations

from typing import Any

import pytest

from tui.api.records import Identity
from tui.api.source import Source
from tui.domain.errors import RateLimited
from tui.domain.freshness import Collection

from .asking import QUICK, client, fixture
from .hsdsserver import HsdsServer, Item
from .rawserver import Answer, Hang, RawServer, Request, answer

PARTNERS, HOURS, AGREEMENTS = Collection.PARTNERS, Collection.HOURS, Collection.AGREEMENTS
HONOURED: dict[str, Any] = {"honours_modified_after": True}
BY_TIME: dict[str, Any] = {**HONOURED, "order": lambda item: (item["last_modified"], item["id"])}


def modified(count: int, kind: str = "organization") -> list[Item]:
    """Records in an order that has nothing to do with when they were modified."""
    return [
        fixture(
            kind, id=f"{kind}-{number:02}", last_modified=f"2026-0{1 + number * 7 % 9}-{1 + number % 28:02}T08:00:00Z"
        )
        for number in range(count)
    ]


def identified(server: HsdsServer | RawServer) -> Identity:
    with server, client(server.url) as asking:
        return Source(asking).identify()


def asked(server: HsdsServer) -> list[str]:
    return [one for one in server.requests if "modified_after" in one]


def test_a_list_that_honours_it_and_comes_in_order() -> None:
    collections = {"organizations": modified(50), "agreements": modified(3, "agreement")}
    server = HsdsServer(collections, **BY_TIME)
    with server, client(server.url) as asking:
        found = Source(asking)
        identity = found.identify()
        assert identity.deltas == {PARTNERS, HOURS, AGREEMENTS}
        # three agreements could stand in order by chance
        assert identity.keysets == {PARTNERS, HOURS}
        assert len(asked(server)) == 3 + 2
        assert found.identify() == identity
        assert len(asked(server)) == 5
        again = Source(asking)
        again.remember(identity)
        assert again.identify() == identity
        assert len(asked(server)) == 5


def test_a_list_that_honours_it_in_an_order_of_its_own() -> None:
    identity = identified(HsdsServer({"organizations": modified(50)}, **HONOURED))
    assert PARTNERS in identity.deltas
    assert identity.keysets == frozenset()


def test_an_order_that_holds_for_the_first_page_only_is_no_order() -> None:
    items = sorted(modified(60), key=lambda item: item["last_modified"])
    server = HsdsServer({"organizations": [*items[:40], items[1]]}, **HONOURED)
    assert identified(server).keysets == frozenset()


def test_a_list_that_ignores_it() -> None:
    server = HsdsServer({"organizations": modified(50)})
    identity = identified(server)
    assert (identity.deltas, identity.keysets) == (frozenset(), frozenset())
    assert len(asked(server)) == 1


def test_an_empty_list_shows_nothing() -> None:
    server = HsdsServer({"organizations": [], "agreements": modified(2, "agreement")}, **HONOURED)
    assert identified(server).deltas == {AGREEMENTS}
    assert not [one for one in asked(server) if one.startswith("/organizations")]


def test_a_list_that_is_empty_whatever_the_moment_does_not_honour_it() -> None:
    def script(request: Request) -> Answer:
        if not request.path.startswith("/organizations"):
            return answer({}, 404)
        return answer([] if "modified_after" in request.path else [{"id": 1, "name": "n"}])

    assert identified(RawServer(script)).deltas == frozenset()


def test_partners_inside_services_cannot_be_asked_for_what_changed() -> None:
    identity = identified(HsdsServer({"services": modified(50, "service")}, **BY_TIME))
    assert identity.deltas == identity.keysets == {HOURS}


def test_records_without_a_stamp_are_in_no_order() -> None:
    items = [{key: value for key, value in one.items() if key != "last_modified"} for one in modified(9)]

    def script(request: Request) -> Answer:
        if not request.path.startswith("/organizations"):
            return answer({}, 404)
        return answer([] if "modified_after=2100" in request.path else items)

    identity = identified(RawServer(script))
    assert (PARTNERS in identity.deltas, identity.keysets) == (True, frozenset())


@pytest.mark.parametrize("refusal", [answer({}, 400), answer({}, 500), answer({}, 403), answer({}, 404), answer("?")])
def test_a_server_that_does_not_want_to_be_asked(refusal: Answer) -> None:
    def script(request: Request) -> Answer:
        return refusal if "modified_after" in request.path else answer([{"id": 1, "name": "n"}])

    assert identified(RawServer(script)).deltas == frozenset()


def test_a_server_that_thinks_too_long_about_it() -> None:
    def script(request: Request) -> Answer:
        return Answer((Hang(),)) if "modified_after" in request.path else answer([{"id": 1, "name": "n"}])

    policy = type(QUICK)(read=0.05, deadline=0.1, attempts=2)
    with RawServer(script) as server, client(server.url, policy=policy) as asking:
        assert Source(asking).identify().deltas == frozenset()


def test_a_server_that_has_heard_enough() -> None:
    def script(request: Request) -> Answer:
        if "modified_after" in request.path:
            return answer({}, 429, {"Retry-After": "900"})
        return answer([{"id": 1, "name": "n"}])

    with pytest.raises(RateLimited):
        identified(RawServer(script))
