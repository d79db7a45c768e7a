"""Reading whole collections while the source moves, fails, lies and forgets."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sync.fakes import FakeSource, agreement, hours, partner, rejected
from tests.sync.rounds import Rounds, content
from tui.domain.errors import (
    BadResponse,
    BadResponseReason,
    Cancelled,
    Forbidden,
    NotFound,
    Offline,
    OfflineReason,
    ServerFailed,
    SyncError,
    Unauthorized,
)
from tui.domain.freshness import Collection
from tui.storage import heap
from tui.storage.cache import Cache
from tui.storage.reader import Reader
from tui.sync.events import CollectionDone, CollectionFailed, Finished, Progress, Started, Waiting

PARTNERS = Collection.PARTNERS
URL = "https://example.org/organizations"


@pytest.fixture
def rounds(path: Path) -> Rounds:
    """Without a change feed: every sync is a crawl."""
    source = FakeSource(feed=False)
    source.put(*(partner(f"p{number}") for number in range(5)), hours("h"), agreement("x", parties=("p1",)))
    return Rounds(path, source)


def once(name: str, step: Callable[[], None]) -> Callable[[str], None]:
    """Do something the first time this is asked."""
    done: list[str] = []

    def before(asked: str) -> None:
        if asked == name and not done:
            done.append(asked)
            step()

    return before


def test_everything_arrives_and_is_told_in_order(rounds: Rounds) -> None:
    finished = rounds.sync()
    assert finished.whole
    assert [one.collection for one in finished.outcomes] == list(Collection)
    assert rounds.ids() == ["p0", "p1", "p2", "p3", "p4"]
    assert isinstance(rounds.events[0], Started)
    assert rounds.events[-1] == finished
    told = [event for event in rounds.events if isinstance(event, Progress) and event.collection is PARTNERS]
    assert [(event.done, event.total) for event in told] == [(2, 5), (4, 5), (5, 5)]
    state = rounds.state(PARTNERS)
    assert (state.rows, state.completed_at, state.attempted_at, state.error) == (
        5,
        rounds.clock.now,
        rounds.clock.now,
        None,
    )


def test_a_second_crawl_brings_what_changed(rounds: Rounds) -> None:
    rounds.sync()
    rounds.source.put(partner("p1", "Nytt navn"), partner("p9"))
    rounds.source.drop(PARTNERS, "p3")
    rounds.clock.advance(hours=1)
    done = rounds.partners(full=False)
    assert (done.read, done.added, done.changed, done.removed) == (5, 1, 1, 1)
    assert rounds.ids() == ["p0", "p1", "p2", "p4", "p9"]
    state = rounds.state(PARTNERS)
    assert (state.added, state.changed, state.removed) == (1, 1, 1)


@pytest.mark.parametrize("feed", [True, False])
def test_nothing_staged_is_left_behind(rounds: Rounds, feed: bool) -> None:
    rounds.source.feed = feed
    for _ in range(2):
        rounds.source.put(partner("p1", "Nytt navn"))
        rounds.sync()
        cache = Cache.open(rounds.path)
        with cache.transaction() as connection:
            for table in ("stage", *map(heap.table, Collection)):
                assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608
        assert [cache.book(one).run for one in Collection] == [None, None, None]
        cache.close()


def test_only_some_collections(rounds: Rounds) -> None:
    finished = rounds.sync(only=frozenset({Collection.HOURS}))
    assert [one.collection for one in finished.outcomes] == [Collection.HOURS]
    assert rounds.state(PARTNERS).never_fetched


@pytest.mark.parametrize("counts", [True, False])
def test_a_row_hidden_by_moving_pages_is_not_removed(rounds: Rounds, counts: bool) -> None:
    rounds.source.counts = counts
    rounds.sync()
    # p0 goes after page 0 was read, so p2 slides there unseen
    rounds.source.before = once("partners:1", lambda: rounds.source.drop(PARTNERS, "p0"))
    rounds.partners()
    assert {"p1", "p2", "p3", "p4"} <= set(rounds.ids())
    rounds.partners()
    assert rounds.ids() == ["p1", "p2", "p3", "p4"]


def test_a_duplicate_is_drift_and_the_pages_are_read_again(rounds: Rounds) -> None:
    def insert_first() -> None:
        kept = rounds.source.records[PARTNERS]
        rounds.source.records[PARTNERS] = {"p9": partner("p9"), **kept}

    rounds.source.before = once("partners:1", insert_first)
    rounds.partners()
    assert rounds.ids() == ["p0", "p1", "p2", "p3", "p4", "p9"]
    assert rounds.source.asked.count("partners:0") == 2


def test_a_swap_that_counts_cannot_show_is_caught_by_asking(rounds: Rounds) -> None:
    rounds.sync()

    def swap() -> None:
        rounds.source.drop(PARTNERS, "p0")
        rounds.source.put(partner("p9"))

    rounds.source.before = once("partners:1", swap)
    rounds.partners()
    assert "probe:p2" in rounds.source.asked
    assert "p2" in rounds.ids()
    rounds.partners()
    assert rounds.ids() == ["p1", "p2", "p3", "p4", "p9"]


def test_what_was_seen_in_an_earlier_pass_and_is_gone_does_not_stay(rounds: Rounds) -> None:
    rounds.source.before = once("partners:2", lambda: rounds.source.drop(PARTNERS, "p0"))
    rounds.partners()
    assert rounds.ids() == ["p1", "p2", "p3", "p4"]


def test_a_count_that_is_never_met_ends_after_three_passes(rounds: Rounds) -> None:
    rounds.source.totals[PARTNERS] = 99
    rounds.partners()
    assert rounds.source.asked.count("partners:0") == 3
    assert len(rounds.ids()) == 5


@pytest.mark.parametrize("left", [0, 29])
def test_an_empty_or_halved_collection_is_not_believed(rounds: Rounds, left: int) -> None:
    rounds.source.put(*(partner(f"q{number:02}") for number in range(55)))
    rounds.sync()
    kept = dict(rounds.source.records[PARTNERS])
    rounds.source.records[PARTNERS] = dict(list(kept.items())[:left])
    error = rounds.refused().error
    assert isinstance(error, BadResponse)
    assert (error.reason, error.where, error.detail) == (BadResponseReason.SHRUNK, "partners", f"{left}/60")
    assert len(rounds.ids()) == 60
    state = rounds.state(PARTNERS)
    assert (state.rows, isinstance(state.error, BadResponse)) == (60, True)
    done = rounds.partners(accept_deletes=True)
    assert (done.removed, len(rounds.ids())) == (60 - left, left)
    assert rounds.state(PARTNERS).error is None


def test_missing_records_are_asked_for_up_to_a_limit(rounds: Rounds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.sync.policy.PROBES", 3)
    rounds.source.put(*(partner(f"q{number}") for number in range(5)))
    rounds.sync()
    for number in range(5):
        rounds.source.drop(PARTNERS, f"q{number}")
    assert rounds.partners().removed == 3
    assert len(rounds.ids()) == 7
    rounds.clock.advance(hours=2)
    assert rounds.partners(full=False).removed == 2


@pytest.mark.parametrize(
    "error", [ServerFailed(URL, 500), Forbidden(URL), Offline(URL, OfflineReason.NAME), Unauthorized(URL)]
)
def test_a_record_that_cannot_be_asked_for_stays(rounds: Rounds, error: SyncError) -> None:
    rounds.sync()
    rounds.source.drop(PARTNERS, "p1", "p3")
    rounds.source.failures["probe:p1"] = error
    rounds.partners()
    assert "p1" in rounds.ids()
    rounds.source.failures.clear()
    rounds.partners()
    assert rounds.ids() == ["p0", "p2", "p4"]


def test_records_that_cannot_be_asked_for_at_all_stay_until_somebody_says_so(rounds: Rounds) -> None:
    rounds.sync()
    rounds.source.drop(PARTNERS, "p1", "p3")
    rounds.source.failures["probe"] = BadResponse("", BadResponseReason.INCOMPLETE)
    assert rounds.partners().removed == 0
    assert sum(one.startswith("probe") for one in rounds.source.asked) == 1
    assert rounds.partners(accept_deletes=True).removed == 2
    assert rounds.ids() == ["p0", "p2", "p4"]


def test_a_record_set_aside_is_not_removed(rounds: Rounds) -> None:
    rounds.sync()
    rounds.source.drop(PARTNERS, "p1")
    rounds.source.bad[PARTNERS] = [rejected(PARTNERS, "p1")]
    done = rounds.partners()
    assert (done.rejected, done.removed) == (1, 0)
    assert rounds.ids() == ["p0", "p1", "p2", "p3", "p4"]
    assert "probe:p1" not in rounds.source.asked
    assert rounds.state(PARTNERS).rejected == 1
    rounds.source.bad.clear()
    rounds.source.put(partner("p1", "Nytt navn"))
    assert (rounds.partners().changed, rounds.state(PARTNERS).rejected) == (1, 0)


def test_nothing_is_removed_while_a_rejected_record_has_no_id(rounds: Rounds) -> None:
    rounds.sync()
    rounds.source.drop(PARTNERS, "p1", "p2")
    rounds.source.bad[PARTNERS] = [rejected(PARTNERS, None)]
    assert rounds.partners().removed == 0
    assert len(rounds.ids()) == 5


def test_records_that_are_all_rejected_are_an_error(rounds: Rounds) -> None:
    rounds.sync()
    rounds.source.records[PARTNERS] = {}
    rounds.source.bad[PARTNERS] = [rejected(PARTNERS, f"p{number}") for number in range(5)]
    error = rounds.refused().error
    assert isinstance(error, BadResponse)
    assert error.reason is BadResponseReason.ALL_REJECTED
    assert len(rounds.ids()) == 5


@pytest.mark.parametrize(
    "error", [Forbidden(URL), NotFound(URL), ServerFailed(URL, 500), Offline(URL, OfflineReason.BROKEN)]
)
def test_one_failed_collection_does_not_stop_the_others(rounds: Rounds, error: SyncError) -> None:
    rounds.source.failures["hours"] = error
    finished = rounds.sync()
    assert finished.error is None
    assert [type(one) for one in finished.outcomes] == [CollectionFailed, CollectionDone, CollectionDone]
    assert not finished.whole
    state = rounds.state(Collection.HOURS)
    assert state.never_fetched
    assert type(state.error) is type(error)
    assert rounds.state(PARTNERS).error is None


@pytest.mark.parametrize("where", ["identify", "hours"])
@pytest.mark.parametrize("error", [Unauthorized(URL), Offline(URL, OfflineReason.NAME)])
def test_what_would_fail_everywhere_is_tried_once(rounds: Rounds, where: str, error: SyncError) -> None:
    rounds.source.failures[where] = error
    finished = rounds.sync()
    assert finished.error is error
    assert [one.error for one in finished.outcomes if isinstance(one, CollectionFailed)] == [error] * 3
    assert rounds.source.asked.count("partners:0") == 0
    assert {type(rounds.state(one).error) for one in Collection} == {type(error)}


def test_a_source_without_agreements_is_complete_without_them(rounds: Rounds) -> None:
    rounds.source.has_agreements = False
    rounds.source.records[Collection.AGREEMENTS].clear()
    assert rounds.sync().whole
    assert rounds.state(Collection.AGREEMENTS).completed_at == rounds.clock.now


def test_an_interrupted_crawl_goes_on_from_its_last_page(rounds: Rounds) -> None:
    rounds.source.failures["partners:2"] = Offline(URL, OfflineReason.TIMEOUT)
    rounds.refused()
    assert rounds.ids() == []
    rounds.source.failures.clear()
    rounds.clock.advance(minutes=14)
    rounds.partners(full=False)
    assert rounds.source.asked[0] == "partners:2"
    assert len(rounds.ids()) == 5


def test_what_moved_during_an_interruption_is_not_missed(rounds: Rounds) -> None:
    rounds.source.counts = False
    rounds.source.failures["partners:2"] = Offline(URL, OfflineReason.TIMEOUT)
    rounds.refused()
    rounds.source.failures.clear()
    rounds.source.drop(PARTNERS, "p0")
    rounds.source.put(partner("p8"))
    rounds.partners()
    assert rounds.ids() == ["p1", "p2", "p3", "p4", "p8"]


@pytest.mark.parametrize(("minutes", "fingerprint", "known"), [(15, "f", True), (1, "g", False), (-1, "f", False)])
def test_an_old_or_foreign_interruption_starts_anew(
    rounds: Rounds, minutes: int, fingerprint: str, known: bool
) -> None:
    rounds.source.failures["partners:2"] = Offline(URL, OfflineReason.TIMEOUT)
    rounds.refused()
    rounds.source.failures.clear()
    rounds.clock.advance(minutes=minutes)
    rounds.fingerprint = fingerprint
    rounds.partners(full=False)
    assert rounds.source.asked == [*([] if known else ["identify"]), "partners:0", "partners:1", "partners:2"]


@pytest.mark.parametrize("asked", ["hours:0", "partners:0", "partners:1", "probe:p1", "agreements:0"])
def test_a_cancelled_sync_leaves_everything_as_it_was(rounds: Rounds, asked: str) -> None:
    rounds.sync()
    before = content(rounds.path)
    rounds.source.drop(PARTNERS, "p1")
    rounds.source.put(hours("h", "9"))
    rounds.source.before = once(asked, rounds.cancelled.set)
    finished = rounds.sync(full=True)
    assert (finished.outcomes, type(finished.error)) == ((), Cancelled)
    assert content(rounds.path) == before
    assert rounds.state(PARTNERS).error is None
    rounds.cancelled.clear()
    rounds.source.before = lambda _: None
    assert rounds.sync().whole
    assert len(rounds.ids()) == 4


def test_what_was_read_before_a_cancel_is_not_read_again(rounds: Rounds) -> None:
    rounds.source.before = once("agreements:0", rounds.cancelled.set)
    rounds.sync()
    assert rounds.ids() == []
    rounds.cancelled.clear()
    rounds.clock.advance(minutes=1)
    assert rounds.sync().whole
    assert rounds.source.asked == ["agreements:0"]
    assert len(rounds.ids()) == 5


def test_all_collections_appear_at_once(rounds: Rounds) -> None:
    seen = []

    def look(asked: str) -> None:
        seen.append((asked, rounds.ids() if rounds.path.exists() else [], rounds.state(Collection.HOURS).rows))

    rounds.source.before = look
    rounds.sync()
    assert seen[-1] == ("agreements:0", [], 0)
    assert [type(one) for one in rounds.events[-4:]] == [CollectionDone] * 3 + [Finished]


def test_cancelled_before_it_began(rounds: Rounds) -> None:
    rounds.cancelled.set()
    finished = rounds.sync()
    assert (finished.outcomes, type(finished.error)) == ((), Cancelled)
    assert rounds.source.asked == []


@pytest.mark.parametrize("seed", range(12))
def test_under_churn_no_living_record_is_ever_missing(path: Path, seed: int) -> None:
    rng = random.Random(seed)
    source = FakeSource(feed=False, page_size=rng.choice([2, 3, 7]))
    source.put(*(partner(f"p{number:03}") for number in range(40)))
    rounds = Rounds(path, source)
    rounds.partners()
    fresh = iter(range(1000, 9999))

    def churn(asked: str) -> None:
        if asked.startswith("partners") and rng.random() < 0.3:
            source.drop(PARTNERS, rng.choice(list(source.records[PARTNERS])))
        if asked.startswith("partners") and rng.random() < 0.3:
            key = f"p{next(fresh)}"
            kept = list(source.records[PARTNERS].items())
            kept.insert(rng.randrange(len(kept) + 1), (key, partner(key)))
            source.records[PARTNERS] = dict(kept)

    source.before = churn
    for _ in range(8):
        known = set(rounds.ids())
        started = set(source.records[PARTNERS])
        rounds.clock.advance(hours=1)
        rounds.sync(full=True)
        alive = started & set(source.records[PARTNERS])
        assert known & alive <= set(rounds.ids())
    source.before = lambda _: None
    rounds.clock.advance(hours=1)
    rounds.partners()
    assert rounds.ids() == sorted(source.records[PARTNERS])


def test_search_and_counts_follow_a_sync(rounds: Rounds) -> None:
    rounds.sync()
    reader = Reader.open(rounds.path)
    assert [row.agreements for row in reader.partners("p1").window(0, 5)] == [1]
    reader.close()


def test_a_pause_is_told(rounds: Rounds) -> None:
    def pause(asked: str) -> None:
        if asked == "hours:0" and rounds.source.tell is not None:
            rounds.source.tell(rounds.clock.now, 2)

    rounds.source.before = pause
    rounds.sync()
    assert Waiting(collection=None, until=rounds.clock.now, attempt=2) in rounds.events
    assert rounds.source.tell is None


def test_finished_is_returned_and_told(rounds: Rounds) -> None:
    finished = rounds.sync()
    assert [event for event in rounds.events if isinstance(event, Finished)] == [finished]
