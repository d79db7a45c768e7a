"""Reading only what was modified, validators, and how little is asked when nothing is different."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.sync.fakes import NOW, FakeSource, agreement, hours, modified, partner, rejected
from tests.sync.rounds import Rounds
from tests.sync.test_crawl import once
from tui.domain.errors import NotFound, Offline, OfflineReason, RateLimited, ServerFailed, Unauthorized
from tui.domain.freshness import Collection
from tui.storage.books import Book, Kind
from tui.storage.cache import Cache
from tui.storage.reader import Reader
from tui.sync.events import CollectionDone, CollectionFailed

PARTNERS = Collection.PARTNERS
ALL = frozenset(Collection)
URL = "https://example.org/organizations"
MINUTE = timedelta(minutes=1)


def at(minutes: float) -> datetime:
    return NOW + minutes * MINUTE


@pytest.fixture
def rounds(path: Path) -> Rounds:
    """Without a change feed; what was modified can be asked for, in order. Records a day apart."""
    source = FakeSource(feed=False, deltas=ALL, keysets=ALL, date=NOW)
    source.put(*(modified(partner(f"p{number}"), at(-1440 * (9 - number))) for number in range(5)))
    source.put(hours("h"), agreement("x", parties=("p1",)))
    return Rounds(path, source)


def book(rounds: Rounds) -> Book:
    cache = Cache.open(rounds.path)
    try:
        return cache.book(PARTNERS)
    finally:
        cache.close()


def later(rounds: Rounds, minutes: float) -> datetime:
    """Time goes on, here and there."""
    rounds.clock.advance(minutes=minutes)
    rounds.source.date = rounds.clock.now
    return rounds.clock.now


def name(rounds: Rounds, key: str) -> str:
    reader = Reader.open(rounds.path)
    found = reader.partner(key)
    reader.close()
    assert found is not None
    return found.name


@pytest.mark.parametrize("keysets", [ALL, frozenset()])
def test_only_what_was_modified_is_read(rounds: Rounds, keysets: frozenset[Collection]) -> None:
    rounds.source.keysets = keysets
    rounds.sync()
    assert book(rounds).watermark == at(-1440 * 5 - 5)
    now = later(rounds, 60)
    rounds.source.put(modified(partner("p1", "Nytt navn"), now), modified(partner("p9"), now))
    rounds.sync()
    assert "identify" not in rounds.source.asked
    assert not [one for one in rounds.source.asked if one.startswith(("partners:", "probe"))]
    assert (name(rounds, "p1"), name(rounds, "p9")) == ("Nytt navn", "Partner p9")
    assert book(rounds).watermark == now - 5 * MINUTE
    assert rounds.state(PARTNERS).completed_at == now


@pytest.mark.parametrize("keysets", [ALL, frozenset()])
def test_nothing_changed_is_one_question_for_each_collection(rounds: Rounds, keysets: frozenset[Collection]) -> None:
    rounds.source.keysets = keysets
    rounds.sync()
    later(rounds, 60)
    finished = rounds.sync()
    assert finished.whole
    assert rounds.source.asked == ["hours+:0", "partners+:0", "agreements+:0"]
    assert {rounds.state(one).completed_at for one in Collection} == {rounds.clock.now}


def test_once_a_day_everything_is_read_and_what_is_gone_goes(rounds: Rounds) -> None:
    rounds.sync()
    rounds.source.drop(PARTNERS, "p0")
    later(rounds, 60)
    rounds.sync()
    assert "p0" in rounds.ids()
    later(rounds, 60 * 23)
    rounds.sync()
    assert "p0" not in rounds.ids()
    assert "identify" in rounds.source.asked


@pytest.mark.parametrize("keysets", [ALL, frozenset()])
def test_an_older_version_from_a_lagging_replica_is_left_out(rounds: Rounds, keysets: frozenset[Collection]) -> None:
    rounds.source.keysets = keysets
    rounds.source.put(modified(partner("p4", "Ny"), at(0)))
    rounds.sync()
    later(rounds, 1)
    rounds.source.put(modified(partner("p4", "Gammel"), at(-2)))
    rounds.sync()
    assert name(rounds, "p4") == "Ny"
    rounds.sync(full=True)
    assert name(rounds, "p4") == "Gammel"


def test_a_moment_shared_by_many_pages_is_read_through(rounds: Rounds) -> None:
    rounds.sync()
    now = later(rounds, 60)
    rounds.source.put(*(modified(partner(f"q{number}"), now) for number in range(7)))
    rounds.source.put(modified(partner("r"), now + MINUTE))
    rounds.sync()
    assert len(rounds.ids()) == 13
    assert book(rounds).watermark == now - 5 * MINUTE


@pytest.mark.parametrize("counts", [True, False])
def test_what_moves_inside_such_a_moment_is_not_lost(rounds: Rounds, counts: bool) -> None:
    rounds.source.counts = counts
    rounds.sync()
    before = book(rounds).watermark
    now = later(rounds, 60)
    rounds.source.put(*(modified(partner(f"q{number}"), now) for number in range(7)))
    moved = modified(partner("q0", "Flyttet"), now + MINUTE)
    rounds.source.before = once("partners+:2", lambda: rounds.source.put(moved))
    rounds.sync()
    if counts:  # it shows that one is missing, and the pages are read instead
        assert len(rounds.ids()) == 12
    else:
        assert book(rounds).watermark == before
        assert book(rounds).full_due == rounds.clock.now + timedelta(hours=1)
        later(rounds, 2)
        rounds.sync()
    assert len(rounds.ids()) == 12
    assert name(rounds, "q0") == "Flyttet"


@pytest.mark.parametrize("counts", [True, False])
def test_a_walk_without_order_goes_on_page_by_page(rounds: Rounds, counts: bool) -> None:
    rounds.source.counts = counts
    rounds.source.page_size = 3
    rounds.sync()
    now = later(rounds, 60)
    rounds.source.put(*(modified(partner(f"q{number}"), now - number * MINUTE) for number in range(5)))
    rounds.source.listed = lambda collection, since: sorted(  # type: ignore[method-assign]
        (one for one in rounds.source.records[collection].values() if since is None or one.last_modified >= since),  # type: ignore[operator]
        key=lambda one: one.id,
    )
    assert rounds.sync().whole
    assert len(rounds.ids()) == 10


@pytest.mark.parametrize("fewer", [True, False])
def test_drift_in_a_delta_holds_the_watermark(rounds: Rounds, fewer: bool) -> None:
    rounds.source.keysets = frozenset()
    rounds.sync()
    before = book(rounds).watermark
    now = later(rounds, 60)
    rounds.source.put(*(modified(partner(f"q{number}"), now) for number in range(5)))

    def move() -> None:
        if fewer:
            rounds.source.drop(PARTNERS, "q0")
        else:
            kept = rounds.source.records[PARTNERS]
            rounds.source.records[PARTNERS] = {"r": modified(partner("r"), now), **kept}

    rounds.source.before = once("partners+:1", move)
    rounds.sync()
    assert book(rounds).watermark == before
    later(rounds, 1)
    rounds.sync()
    assert {"q1", "q2", "q3", "q4"} <= set(rounds.ids())
    assert book(rounds).watermark == now - 5 * MINUTE


def test_an_interrupted_walk_goes_on_where_it_was(rounds: Rounds) -> None:
    rounds.sync()
    now = later(rounds, 60)
    rounds.source.put(*(modified(partner(f"q{number}"), now + number * MINUTE) for number in range(6)))
    asked = iter(range(9))

    def fail(what: str) -> None:
        if what == "partners+:0" and next(asked) == 3:
            raise Offline(URL, OfflineReason.TIMEOUT)

    rounds.source.before = fail
    failed = rounds.outcome(PARTNERS, rounds.sync())
    assert isinstance(failed, CollectionFailed)
    assert len(rounds.ids()) == 5
    stored = book(rounds).run
    assert stored is not None
    assert (stored.kind, stored.since) == (Kind.WALK, now + 2 * MINUTE)
    rounds.source.before = lambda _: None
    rounds.partners(full=False)
    assert len(rounds.ids()) == 11


def test_a_record_without_a_moment_means_no_deltas(rounds: Rounds) -> None:
    rounds.source.put(modified(partner("q"), None))
    rounds.sync()
    assert book(rounds).watermark is None
    rounds.sync()
    assert "partners:0" in rounds.source.asked


def test_a_future_moment_and_a_lying_clock_do_not_hide_anything(rounds: Rounds) -> None:
    rounds.source.put(modified(partner("future"), at(60 * 24 * 365 * 70)))
    rounds.sync()
    assert book(rounds).watermark == at(-5)
    rounds.clock.advance(minutes=10)
    rounds.source.date = at(60 * 24 * 3650)
    rounds.sync()
    rounds.source.put(modified(partner("p1", "Ny"), at(15)))
    rounds.clock.advance(minutes=10)
    rounds.sync()
    assert name(rounds, "p1") == "Ny"


def test_the_clock_here_does_not_matter(rounds: Rounds) -> None:
    rounds.clock.now = at(60 * 24 * 365)
    rounds.sync()
    assert book(rounds).watermark == at(-1440 * 5 - 5)
    rounds.source.put(modified(partner("p1", "Ny"), at(1)))
    rounds.clock.advance(minutes=1)
    rounds.sync()
    assert name(rounds, "p1") == "Ny"


def test_a_rejected_change_keeps_the_record(rounds: Rounds) -> None:
    rounds.source.keysets = frozenset()
    rounds.sync()
    rounds.source.bad[PARTNERS] = [rejected(PARTNERS, "p1")]
    later(rounds, 60)
    done = rounds.partners(full=False)
    assert (done.rejected, rounds.state(PARTNERS).rejected, len(rounds.ids())) == (1, 1, 5)
    rounds.source.bad.clear()
    rounds.source.put(modified(partner("p1", "Lesbar"), later(rounds, 60)))
    rounds.partners(full=False)
    assert rounds.state(PARTNERS).rejected == 0


@pytest.mark.parametrize("keysets", [ALL, frozenset()])
@pytest.mark.parametrize("seed", range(10))
def test_under_churn_a_quiet_delta_misses_nothing(path: Path, seed: int, keysets: frozenset[Collection]) -> None:
    rng = random.Random(seed)
    source = FakeSource(feed=False, page_size=rng.choice([2, 3, 7]), deltas=ALL, keysets=keysets, date=NOW)
    source.put(*(modified(partner(f"p{number:03}"), at(-rng.randrange(10_000))) for number in range(40)))
    rounds = Rounds(path, source)
    rounds.partners()
    moment = iter(range(1, 10**6))

    def churn(asked: str) -> None:
        source.date = at(next(moment) / 60)
        if asked.startswith("partners") and rng.random() < 0.5:
            key = rng.choice([*source.records[PARTNERS], f"p{rng.randrange(1000):03}"])
            source.put(modified(partner(key, f"Navn {next(moment)}"), source.date))
        if asked.startswith("partners") and rng.random() < 0.2:
            source.drop(PARTNERS, rng.choice(list(source.records[PARTNERS])))

    for _ in range(6):
        source.before = churn
        rounds.clock.advance(minutes=1)
        rounds.sync(only=frozenset({PARTNERS}))
    source.before = lambda _: None
    rounds.clock.advance(minutes=1)
    rounds.sync(only=frozenset({PARTNERS}))
    for key, record in source.records[PARTNERS].items():
        assert name(rounds, key) == record.values[0].name  # type: ignore[union-attr]


def validating(path: Path) -> Rounds:
    source = FakeSource(feed=False, page_size=10, validators=True, date=NOW)
    source.put(*(partner(f"p{number}") for number in range(5)), hours("h"), agreement("x", parties=("p1",)))
    return Rounds(path, source)


def test_a_validator_that_holds_is_one_question_and_a_complete_check(path: Path) -> None:
    rounds = validating(path)
    rounds.sync()
    assert book(rounds).etag is not None
    rounds.clock.advance(hours=1)
    finished = rounds.sync()
    assert finished.whole
    assert rounds.source.asked == ["hours:0", "partners:0", "agreements:0"]
    assert [one.read for one in finished.outcomes if isinstance(one, CollectionDone)] == [0, 0, 0]
    assert rounds.state(PARTNERS).completed_at == rounds.clock.now
    assert len(rounds.ids()) == 5


def test_what_changed_and_what_went_comes_with_the_new_validator(path: Path) -> None:
    rounds = validating(path)
    rounds.sync()
    rounds.source.drop(PARTNERS, "p0")
    rounds.source.put(partner("p1", "Ny"))
    rounds.clock.advance(hours=1)
    done = rounds.partners(full=False)
    assert (done.changed, done.removed) == (1, 1)
    first = book(rounds).etag
    rounds.partners(full=False)
    assert book(rounds).etag == first


def test_9_a_validator_goes_with_the_copy_it_belongs_to(path: Path) -> None:
    rounds = validating(path)
    rounds.sync()
    for one in path.parent.glob("cache.db*"):
        one.unlink()
    rounds.sync()
    assert len(rounds.ids()) == 5
    rounds.fingerprint = "g"
    assert rounds.partners(full=False).read == 5


def test_a_copy_that_left_something_open_has_no_validator(path: Path) -> None:
    rounds = validating(path)
    rounds.sync()
    rounds.source.drop(PARTNERS, "p1")
    rounds.source.failures["probe:p1"] = ServerFailed(URL, 500)
    rounds.partners()
    assert book(rounds).etag is None


def test_a_check_by_validator_is_not_enough_for_ever(path: Path) -> None:
    rounds = validating(path)
    rounds.sync()
    rounds.clock.advance(hours=24)
    assert rounds.partners(full=False).read == 5


def test_what_was_learned_is_remembered_for_a_day(rounds: Rounds) -> None:
    rounds.sync()
    assert rounds.source.asked[0] == "identify"
    rounds.source.remembered.clear()
    rounds.clock.advance(hours=23)
    rounds.sync()
    assert "identify" not in rounds.source.asked
    assert rounds.source.remembered == [rounds.source.identity()]
    rounds.clock.advance(hours=1)
    rounds.sync()
    assert rounds.source.asked[0] == "identify"


@pytest.mark.parametrize("change", ["fingerprint", "clock"])
def test_another_source_or_a_clock_that_went_back_is_asked(rounds: Rounds, change: str) -> None:
    rounds.sync()
    if change == "fingerprint":
        rounds.fingerprint = "g"
    else:
        rounds.clock.advance(hours=-1)
    rounds.sync()
    assert rounds.source.asked[0] == "identify"


def test_a_known_list_that_is_not_found_is_looked_for_again(rounds: Rounds) -> None:
    rounds.sync()
    rounds.clock.advance(hours=1)
    rounds.source.has_agreements = False
    rounds.source.before = first_time("agreements+:0", NotFound(URL))
    assert rounds.sync().whole
    assert rounds.source.asked[-3:] == ["agreements+:0", "identify", "agreements+:0"]
    rounds.sync()
    assert rounds.source.asked[0] == "identify"


def first_time(name: str, error: Exception) -> Callable[[str], None]:
    def fail() -> None:
        raise error

    return once(name, fail)


def test_a_list_that_stays_lost_fails_alone(rounds: Rounds) -> None:
    rounds.sync()
    rounds.source.failures["agreements"] = NotFound(URL)
    finished = rounds.sync()
    assert [type(one) for one in finished.outcomes] == [CollectionDone, CollectionDone, CollectionFailed]


def test_an_old_memory_is_better_than_none(rounds: Rounds) -> None:
    rounds.sync()
    rounds.clock.advance(hours=25)
    rounds.source.failures["identify"] = ServerFailed(URL, 500)
    assert rounds.sync().whole
    rounds.source.failures["identify"] = Unauthorized(URL)
    assert isinstance(rounds.sync().error, Unauthorized)


@pytest.mark.parametrize("where", ["identify", "partners"])
def test_53_patience_is_shared_between_instances_and_ends(rounds: Rounds, where: str) -> None:
    until = at(30)
    rounds.source.failures[where] = RateLimited(URL, until)
    rounds.sync()
    other = Rounds(rounds.path, FakeSource(feed=False), rounds.clock)
    rounds.clock.advance(minutes=29)
    finished = other.sync()
    assert (other.source.asked, other.events) == ([], [finished])
    assert isinstance(finished.error, RateLimited)
    assert (finished.error.url, finished.error.retry_at, finished.outcomes) == (URL, until, ())
    other.fingerprint = "another address"
    other.source.put(partner("x"))
    other.sync()
    assert other.source.asked != []
    rounds.clock.advance(minutes=1)
    rounds.source.failures.clear()
    rounds.sync()
    assert rounds.source.asked != []


def test_patience_has_a_limit(rounds: Rounds) -> None:
    rounds.source.failures["hours"] = RateLimited(URL, at(60 * 24 * 365))
    rounds.sync()
    rounds.source.failures.clear()
    rounds.clock.advance(days=8)
    assert rounds.sync().whole
