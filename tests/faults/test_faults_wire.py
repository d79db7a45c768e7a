"""Faults 40 to 67: what the network and the server do. The copy stays as it was, and the reason is the right one."""

from __future__ import annotations

import gzip
import json
import socket
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from tests.api.asking import TOKEN, client
from tests.api.rawserver import Answer, Drip, Hang, RawServer, Request, Reset, Send, answer, reply, sent, zipped
from tests.campaigns.churn import ORGANIZATIONS, Churn, ChurnServer, Offer
from tests.campaigns.interrupt import Sync
from tests.campaigns.invariants import check_equal, look
from tests.faults.bench import (
    AGREEMENTS,
    HOURS,
    LIST,
    PARTNERS,
    Bench,
    World,
    is_list,
    organization,
    outcome,
    refused,
)
from tui.api.policy import Policy
from tui.domain.errors import (
    BadResponse,
    BadResponseReason,
    Forbidden,
    NotFound,
    Offline,
    OfflineReason,
    RateLimited,
    ServerFailed,
    SyncError,
    Unauthorized,
)
from tui.present.errors import sentence
from tui.sync.events import CollectionDone, CollectionFailed, Waiting

GZIP = {"Content-Encoding": "gzip"}
PAGE = json.dumps({"contents": [organization("a")], "total_items": 1, "total_pages": 1}).encode()
QUICK = Policy(connect=0.5, read=0.5, deadline=0.6, attempts=2)


def because(error: SyncError) -> OfflineReason | BadResponseReason:
    assert isinstance(error, Offline | BadResponse), error
    return error.reason


def test_fault_40_no_network(bench: Bench) -> None:
    world = World()
    with RawServer(world.answer) as server:
        assert bench.sync(server.url).whole
        before = bench.seen()
        url = server.url
    finished = bench.sync(url)
    assert isinstance(finished.error, Offline)
    assert finished.error.reason is OfflineReason.REFUSED
    assert bench.seen().values == before.values


def test_fault_41_connects_and_nothing_comes(bench: Bench) -> None:
    bench.policy = QUICK
    assert because(refused(bench, Answer((Hang(),)))) is OfflineReason.TIMEOUT


def test_fault_42_slow_headers(bench: Bench) -> None:
    bench.policy = QUICK
    assert because(refused(bench, Answer((Drip(reply(PAGE), 0.05),)))) is OfflineReason.TIMEOUT


def test_fault_42_slow_body(bench: Bench) -> None:
    bench.policy = QUICK
    head = reply(b"", length=len(PAGE))
    assert because(refused(bench, Answer((Send(head), Drip(PAGE, 0.05))))) is OfflineReason.TIMEOUT


@pytest.mark.parametrize(
    "broken",
    [
        Answer((Send(reply(PAGE)[:-9]), Reset())),
        sent(reply(PAGE, length=len(PAGE) + 50)),
        sent(reply(b"ff\r\n" + PAGE[:40], headers={"Transfer-Encoding": "chunked"}, length=None)),
    ],
    ids=["reset", "short", "cut chunk"],
)
def test_fault_43_broken_in_the_body(bench: Bench, broken: Answer) -> None:
    assert because(refused(bench, broken)) is OfflineReason.BROKEN


def test_fault_44_cut_without_a_length(bench: Bench) -> None:
    for end in range(1, len(PAGE), 37):
        assert because(refused(bench, reply(PAGE[:end], length=None))) is BadResponseReason.TRUNCATED


@pytest.mark.parametrize("missing", [1, 8, 9, 40])
def test_fault_45_truncated_gzip(bench: Bench, missing: int) -> None:
    cut = zipped(PAGE)[:-missing]
    assert because(refused(bench, reply(cut, headers=GZIP))) is BadResponseReason.TRUNCATED
    assert because(refused(bench, reply(cut, headers=GZIP, length=None))) is BadResponseReason.TRUNCATED


def test_fault_46_wrong_checksum(bench: Bench) -> None:
    whole = zipped(PAGE)
    wrong = whole[:-8] + bytes([whole[-8] ^ 1]) + whole[-7:]
    assert because(refused(bench, reply(wrong, headers=GZIP))) is BadResponseReason.TRUNCATED


def test_fault_47_decompression_bomb(bench: Bench) -> None:
    bomb = gzip.compress(bytes(64 * 1024 * 1024), 9)
    assert because(refused(bench, reply(bomb, headers=GZIP))) is BadResponseReason.TOO_LARGE
    double = {"Content-Encoding": "gzip, gzip"}
    assert because(refused(bench, reply(gzip.compress(bomb), headers=double))) is BadResponseReason.ENCODING
    assert because(refused(bench, reply(gzip.compress(bomb), headers=GZIP))) is BadResponseReason.NOT_JSON


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", ", ".join(["gzip"] * 40)])
def test_fault_48_a_coding_nobody_asked_for(bench: Bench, coding: str) -> None:
    assert because(refused(bench, reply(PAGE, headers={"Content-Encoding": coding}))) is BadResponseReason.ENCODING


def test_fault_49_honest_and_huge(bench: Bench) -> None:
    page = b'{"contents": [' + b" " * (9 * 1024 * 1024) + b'], "total_items": 0}'
    error = refused(bench, reply(page, length=None))
    assert because(error) is BadResponseReason.TOO_LARGE
    assert isinstance(error, BadResponse)
    assert str(Policy().wire_cap) in str(error.detail)


def test_fault_50_a_huge_header(bench: Bench) -> None:
    assert because(refused(bench, reply(PAGE, headers={"X-Long": "x" * 200_000}))) is OfflineReason.BROKEN


def test_fault_51_failed(bench: Bench) -> None:
    error = refused(bench, answer({}, 500))
    assert isinstance(error, ServerFailed)
    assert error.status == 500


@pytest.mark.parametrize("status", [502, 503, 504])
def test_fault_52_in_trouble(bench: Bench, status: int) -> None:
    world = World()
    with RawServer(world.answer) as server:
        assert bench.sync(server.url).whole
        world.break_list(answer({}, status))
        failed = outcome(bench.sync(server.url), PARTNERS)
        assert isinstance(failed, CollectionFailed)
        assert isinstance(failed.error, ServerFailed)
        waits = [event for event in bench.events if isinstance(event, Waiting)]
        assert len(waits) == bench.policy.attempts - 1
        assert sum(bench.pauses.seconds) <= bench.policy.longest_wait


def test_fault_53_leave_me_alone(bench: Bench) -> None:
    world = World()
    asked: list[str] = []

    def once(request: Request) -> Answer | None:
        if not is_list(request):
            return None
        asked.append(request.path)
        return answer({}, 429, {"Retry-After": "7"}) if len(asked) == 1 else None

    world.broken = once
    with RawServer(world.answer) as server:
        assert bench.sync(server.url).whole
        assert 7.0 in bench.pauses.seconds
        assert any(isinstance(event, Waiting) for event in bench.events)
        world.break_list(answer({}, 429, {"Retry-After": "3600"}))
        finished = bench.sync(server.url)
        failed = outcome(finished, PARTNERS)
        assert isinstance(failed, CollectionFailed)
        assert isinstance(failed.error, RateLimited)
        assert failed.error.retry_at is not None
        assert bench.pauses.seconds == []


@pytest.mark.parametrize("asked", ["-5", "soon", "٣", ""])
def test_fault_53_nonsense(bench: Bench, asked: str) -> None:
    error = refused(bench, reply(b"{}", 429, {"Retry-After": asked.encode().decode("latin-1")}))
    assert isinstance(error, RateLimited)


def test_fault_54_the_token_ends_in_the_middle(bench: Bench) -> None:
    churn = Churn()
    for number in range(9):
        churn.put(ORGANIZATIONS, f"p{number}", f"Lag {number}")
    with ChurnServer(churn, page_size=3) as good:
        world = World(broken=lambda request: _relayed(good, request, until="page=3"))
        with RawServer(world.answer) as server:
            failed = outcome(bench.sync(server.url), PARTNERS)
            assert isinstance(failed, CollectionFailed)
            assert isinstance(failed.error, Unauthorized)
            assert bench.names() == {}
            world.broken = lambda request: _relayed(good, request)
            before = len(server.requests)
            assert bench.sync(server.url, full=False).whole
            lists = [one.path for one in server.requests[before:] if is_list(one)]
        assert "page=3" in lists[0]
        check_equal(churn, bench.seen())


def _relayed(good: ChurnServer, request: Request, *, until: str = "never") -> Answer:
    if is_list(request) and until in request.path:
        return answer({}, 401)
    found = good.answer(request.path)
    return sent(reply(found.body, found.status))


def test_fault_55_one_collection_is_forbidden(bench: Bench) -> None:
    world = World()
    with RawServer(world.answer) as server:
        assert bench.sync(server.url).whole
        before = bench.seen()
        world.broken = lambda request: answer({}, 403) if request.path.startswith(LIST) else None
        finished = bench.sync(server.url)
        failed = outcome(finished, PARTNERS)
        assert isinstance(failed, CollectionFailed)
        assert isinstance(failed.error, Forbidden)
        assert isinstance(outcome(finished, HOURS), CollectionDone)
        assert isinstance(outcome(finished, AGREEMENTS), CollectionDone)
        assert bench.seen().rows == before.rows


def test_fault_56_not_found_is_not_deleted(bench: Bench) -> None:
    assert isinstance(refused(bench, answer({}, 404)), NotFound)


def test_fault_56_nothing_is_found_at_all(bench: Bench) -> None:
    world = World()
    with RawServer(world.answer) as server:
        assert bench.sync(server.url).whole
        before = bench.seen()
        world.broken = lambda _: answer({}, 404)
        finished = bench.sync(server.url)
        assert isinstance(finished.error or getattr(finished.outcomes[0], "error", None), NotFound)
        assert bench.seen().rows == before.rows


def test_fault_57_the_feed_has_forgotten(bench: Bench) -> None:
    churn = Churn()
    churn.mutate(12, deletions=0)
    with ChurnServer(churn, offer=Offer.FEED) as server:
        assert bench.sync(server.url).whole
        churn.mutate(6)
        server.forgotten = len(churn.log)
        assert bench.sync(server.url, full=False).whole
        check_equal(churn, bench.seen())


def test_fault_58_unchanged_without_anything(bench: Bench) -> None:
    """A 304 nobody asked for says nothing, whether there is a copy or not."""
    error = refused(bench, reply(b"", 304, content_type=None))
    assert not isinstance(error, NotFound)


@pytest.mark.parametrize(
    "broken",
    [reply(b"", 204, content_type=None), reply(b""), reply(b"null"), reply(b"  "), reply(b"3"), reply(b'"x"')],
    ids=["204", "empty", "null", "blank", "number", "text"],
)
def test_fault_59_nothing_in_it(bench: Bench, broken: bytes) -> None:
    assert because(refused(bench, broken)) is BadResponseReason.SHAPE


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json", None])
def test_fault_60_a_login_page(bench: Bench, kind: str | None) -> None:
    error = refused(bench, reply(b"<!doctype html><title>Wifi</title>", content_type=kind))
    assert because(error) is BadResponseReason.HTML
    assert "log in to the network" in sentence(error)


def test_fault_61_the_network_wants_a_login(bench: Bench) -> None:
    assert because(refused(bench, reply(b"<html>", 511, content_type="text/html"))) is BadResponseReason.HTML


def test_fault_61_sent_to_a_login_host(bench: Bench) -> None:
    with RawServer([answer({})]) as portal:
        error = refused(bench, answer({}, 302, {"Location": portal.url + "/login"}))
        assert because(error) is BadResponseReason.FOREIGN_LINK
        assert portal.requests == []


@pytest.mark.parametrize("location", ["https://127.0.0.1/x", "file:///etc/passwd", "//localhost/x", "http://[::1]/"])
def test_fault_62_sent_elsewhere(bench: Bench, location: str) -> None:
    error = refused(bench, answer({}, 302, {"Location": location}))
    assert because(error) in (BadResponseReason.FOREIGN_LINK, BadResponseReason.REDIRECT)
    assert TOKEN not in repr(error) + sentence(error)


def test_fault_62_once_at_home(bench: Bench) -> None:
    world = World()

    def moved(request: Request) -> Answer | None:
        if is_list(request):
            return answer({}, 301, {"Location": "/v2" + request.path})
        if request.path.startswith("/v2/"):
            return world_answer(Request(request.path.removeprefix("/v2"), request.headers))
        return None

    world_answer = World().answer
    world.broken = moved
    with RawServer(world.answer) as server:
        assert bench.sync(server.url).whole
    assert sorted(bench.names()) == ["a", "b", "c"]


def test_fault_63_round_and_round(bench: Bench) -> None:
    assert because(refused(bench, answer({}, 302, {"Location": "/organizations?again=1&page=1"}))) is (
        BadResponseReason.REDIRECT
    )


@pytest.mark.parametrize("status", [407, 403, 502])
def test_fault_65_a_proxy_that_does_not_let_us_through(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer([sent(reply(b"no", status, content_type="text/plain"))]) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("http://", "http://user:pw@"))
        with client("https://example.org") as asking, pytest.raises(Offline) as caught:
            asking.get("organizations")
        assert caught.value.reason is OfflineReason.PROXY
        assert "proxy" in sentence(caught.value).lower()
        assert proxy.requests
        assert {one.path for one in proxy.requests} == {"example.org:443"}
        assert all(TOKEN not in str(one.headers) for one in proxy.requests)
        assert all("proxy-authorization" in one.headers for one in proxy.requests)


def test_fault_66_packets_that_vanish() -> None:
    """As with a broken IPv6: a listener whose queue is full answers nothing at all."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, ExitStack() as held:
        for _ in range(4):
            one = held.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        port = full.getsockname()[1]
        asking = held.enter_context(client(f"http://127.0.0.1:{port}", policy=Policy(connect=0.2, attempts=2)))
        with pytest.raises(Offline) as caught:
            asking.get("organizations")
    assert caught.value.reason is OfflineReason.TIMEOUT
    assert Policy().connect <= 5


@pytest.mark.parametrize("offer", list(Offer))
@pytest.mark.parametrize("years", [-10, 10])
def test_fault_67_a_server_that_lies_about_the_date(bench: Bench, offer: Offer, years: int) -> None:
    churn = Churn(years)
    churn.mutate(15, deletions=0)
    with ChurnServer(churn, offer=offer, etags=True) as server:
        server.date_lie = timedelta(days=365 * years)
        sync = Sync(bench.path, server.url, datetime(2026, 11, 23, tzinfo=UTC))
        assert sync.run().whole
        for _ in range(3):
            churn.mutate(4, deletions=0)
            assert sync.run().whole
            check_equal(churn, look(bench.path))
        server.date_lie = timedelta(0)
        churn.mutate(4, deletions=0)
        assert sync.run().whole
        check_equal(churn, look(bench.path))
