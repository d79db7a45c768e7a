from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tui.api.client import Client
from tui.api.pace import QUEUES
from tui.api.pages import Caps
from tui.api.policy import Policy
from tui.api.source import Source
from tui.domain.errors import BadResponse, BadResponseReason, Cancelled, RateLimited
from tui.domain.freshness import Collection

from .asking import QUICK, Pauses, client, fixture
from .hsdsserver import HsdsServer, Item, hsds3

PARTNERS = Collection.PARTNERS
PATIENT = Policy(read=60.0, deadline=60.0)
AHEAD = Policy().at_once
ASKED = QUEUES * AHEAD
"""Questions that nobody needs the answers of any more when a reading ends early."""


def partners(count: int) -> list[Item]:
    return [fixture("organization", id=f"org-{number:03}", name=f"Partner {number}") for number in range(count)]


def many(count: int = 100, **options: Any) -> HsdsServer:
    return HsdsServer({"organizations": partners(count)}, page_size=2, **options)


def read(asking: Client, collection: Collection = PARTNERS, **options: Any) -> list[str]:
    found = Source(asking).batches(collection, cancelled=threading.Event(), **options)
    return [record.id for batch in found for record in batch.records]


def page(path: str) -> int:
    return int(parse_qs(urlsplit(path).query).get("page", ["0"])[0])


def together(first: int) -> Callable[[str], None]:
    """Holds four pages back until all four were asked for; they leave in no particular order."""
    meeting = threading.Barrier(AHEAD, timeout=30)

    def before(path: str) -> None:
        if first <= page(path) < first + AHEAD:
            meeting.wait()

    return before


def test_pages_are_fetched_together_and_handed_on_in_order() -> None:
    with many(before=together(20)) as server, client(server.url, policy=PATIENT) as asking:
        assert read(asking) == [one["id"] for one in partners(100)]
        assert sorted(page(one) for one in server.requests) == list(range(1, 51))
        assert max(server.at_once) <= AHEAD


def test_the_first_questions_are_asked_one_by_one() -> None:
    with many() as server, client(server.url) as asking:
        read(asking)
        assert set(server.at_once[:4]) == {1}


def test_one_by_one_where_that_is_wanted() -> None:
    with many() as server, client(server.url, policy=Policy(at_once=1)) as asking:
        assert len(read(asking)) == 100
        assert set(server.at_once) == {1}


def test_no_more_is_fetched_than_a_few_pages_ahead() -> None:
    with many() as server, client(server.url) as asking:
        read(asking)
        asked = len(server.requests)
        reading = Source(asking).batches(PARTNERS, cancelled=threading.Event())
        next(reading)
        reading.close()  # type: ignore[attr-defined]
        assert len(server.requests) - asked <= 1 + ASKED


def test_pages_beyond_the_last_are_not_asked_for() -> None:
    with many(12) as server, client(server.url) as asking:
        read(asking)
        assert read(asking) == [one["id"] for one in partners(12)]
        assert max(map(page, server.requests)) == 6


def test_a_wish_for_more_patience_is_heard_and_kept() -> None:
    refused: list[str] = []

    def refuse(path: str) -> tuple[int, dict[str, str]] | None:
        if page(path) != 30 or refused:
            return None
        refused.append(path)
        return 503, {"Retry-After": "3"}

    pauses = Pauses()
    told: list[tuple[int, threading.Thread]] = []
    with many(refuse=refuse) as server, client(server.url, pauses=pauses) as asking:
        asking.on_wait = lambda _until, attempt: told.append((attempt, threading.current_thread()))
        assert read(asking) == [one["id"] for one in partners(100)]
        again = len(server.requests) - 1 - [page(one) for one in server.requests][::-1].index(30)
        assert set(server.at_once[again + 1 :]) == {1}
    assert pauses.seconds == [3.0]
    assert told == [(2, threading.current_thread())]


def test_too_many_questions_are_followed_by_slower_ones() -> None:
    refused: list[str] = []

    def refuse(path: str) -> tuple[int, dict[str, str]] | None:
        if page(path) not in {10, 20} or refused.count(path) == 1:
            return None
        refused.append(path)
        return 429, {"Retry-After": "1"}

    pauses = Pauses()
    with many(refuse=refuse) as server, client(server.url, pauses=pauses) as asking:
        assert len(read(asking)) == 100
    asked, between = [one for one in pauses.seconds if one == 1.0], [one for one in pauses.seconds if one != 1.0]
    assert len(asked) == 2
    assert between == sorted(between)
    assert set(between) == {0.25, 0.5}


def test_a_long_wish_for_quiet_ends_the_reading_at_once() -> None:
    def refuse(path: str) -> tuple[int, dict[str, str]] | None:
        return (429, {"Retry-After": "900"}) if page(path) >= 30 else None

    with many(refuse=refuse) as server, client(server.url) as asking:
        with pytest.raises(RateLimited) as caught:
            read(asking)
        assert caught.value.retry_at is not None
        assert max(map(page, server.requests)) <= 30 + ASKED


def test_a_broken_page_is_tried_again_and_the_others_go_on() -> None:
    refused: list[str] = []

    def refuse(path: str) -> tuple[int, dict[str, str]] | None:
        if page(path) != 25 or refused:
            return None
        refused.append(path)
        return 502, {}

    with many(refuse=refuse) as server, client(server.url) as asking:
        assert read(asking) == [one["id"] for one in partners(100)]
        assert sorted(page(one) for one in server.requests) == sorted([*range(1, 51), 25])


def test_a_cancel_reaches_every_page_under_way() -> None:
    stop, silent = threading.Event(), threading.Event()

    def before(path: str) -> None:
        if page(path) >= 20:
            stop.set()
            silent.wait(30)

    with many(before=before) as server, client(server.url, policy=PATIENT) as asking:
        with pytest.raises(Cancelled):
            list(Source(asking).batches(PARTNERS, cancelled=stop))
        silent.set()


def test_closing_the_client_reaches_every_page_under_way() -> None:
    silent = threading.Event()
    with many(before=lambda path: None if page(path) < 20 else (silent.wait(30), None)[1]) as server:
        with client(server.url, policy=PATIENT) as asking:
            reading = Source(asking).batches(PARTNERS, cancelled=threading.Event())
            while next(reading).done < 36:
                pass
        silent.set()


def test_what_moves_on_with_the_answers_is_not_asked_ahead() -> None:
    with many() as server, client(server.url) as asking:
        found = Source(asking)
        read(asking)
        only = frozenset({PARTNERS})
        found.remember(replace(found.identify(), deltas=only, keysets=only))
        begin = len(server.at_once)
        list(found.batches(PARTNERS, since=datetime(2020, 1, 1, tzinfo=UTC), cancelled=threading.Event()))
        assert set(server.at_once[begin:]) == {1}


def test_a_last_page_nobody_can_believe_costs_a_few_questions() -> None:
    def envelope(items: list[Item], number: int, pages: int, total: int) -> object:
        return {"contents": items if number < 20 else [], "total_pages": 10**9}

    with many(envelope=envelope) as server, client(server.url) as asking:
        assert len(read(asking)) == 38
        assert max(map(page, server.requests)) <= 20 + ASKED


def test_pages_that_never_end_are_not_read_for_ever() -> None:
    def envelope(items: list[Item], number: int, pages: int, total: int) -> object:
        return {"contents": [fixture("organization", id=f"n-{number}")], "total_pages": 10**9, "last_page": False}

    with many(envelope=envelope) as server, client(server.url) as asking, pytest.raises(BadResponse) as caught:
        list(Source(asking, caps=Caps(pages=40)).batches(PARTNERS, cancelled=threading.Event()))
    assert caught.value.reason is BadResponseReason.ENDLESS
    assert len(server.requests) <= 40 + ASKED


def details(count: int, **options: Any) -> HsdsServer:
    return HsdsServer({"organizations": partners(count)}, honours_full=False, **options)


def detail(path: str) -> int:
    return int(path.rpartition("-")[2]) if path.startswith("/organizations/") else -1


def test_details_are_fetched_together_but_gently() -> None:
    meeting = threading.Barrier(AHEAD, timeout=30)

    def before(path: str) -> None:
        if 40 <= detail(path) < 40 + AHEAD:
            meeting.wait()

    with details(120, before=before) as server, client(server.url, policy=PATIENT) as asking:
        assert read(asking) == [one["id"] for one in partners(120)]
        assert sorted(map(detail, server.requests)) == [-1, *range(120)]
        assert max(server.at_once) <= AHEAD
        assert set(server.at_once[:4]) == {1}


def test_details_slow_down_when_the_server_says_so() -> None:
    refused: list[str] = []

    def refuse(path: str) -> tuple[int, dict[str, str]] | None:
        if detail(path) != 50 or refused:
            return None
        refused.append(path)
        return 429, {"Retry-After": "2"}

    pauses = Pauses()
    with details(120, refuse=refuse) as server, client(server.url, pauses=pauses) as asking:
        assert read(asking) == [one["id"] for one in partners(120)]
        again = [index for index, one in enumerate(server.requests) if detail(one) == 50][-1]
        assert set(server.at_once[again + 1 :]) == {1}
    assert pauses.seconds[0] == 2.0
    assert set(pauses.seconds[1:]) == {0.25}


def test_a_record_that_went_away_does_not_hold_up_the_others() -> None:
    meeting = threading.Barrier(2, timeout=30)

    def before(path: str) -> None:
        if detail(path) in {50, 51}:  # asked for together, long after the first one was gone
            meeting.wait()

    with (
        details(60, before=before, refuse=lambda path: (404, {}) if detail(path) in {20, 41} else None) as server,
        client(server.url, policy=PATIENT) as asking,
    ):
        assert read(asking) == [one["id"] for one in partners(60)]


def test_pages_that_are_too_large_to_wait_together_are_read_alone() -> None:
    size = len(json.dumps(hsds3(partners(2), 1, 50, 100)))
    with many() as server, client(server.url, policy=replace(QUICK, decoded_cap=2 * size)) as asking:
        assert read(asking) == [one["id"] for one in partners(100)]
        assert len(server.requests) <= 50 + 1 + ASKED
    with many() as server, client(server.url, policy=replace(QUICK, wire_cap=size // 2)) as asking:
        with pytest.raises(BadResponse) as caught:
            read(asking)
        assert caught.value.reason is BadResponseReason.TOO_LARGE
