"""Following the change feed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from tests.sync.fakes import FakeSource, agreement, hours, partner, rejected
from tests.sync.rounds import Rounds
from tui.api.source import ChangeBatch
from tui.domain.errors import BadResponse, BadResponseReason, NotFound, Offline, OfflineReason, ServerFailed
from tui.domain.freshness import Collection
from tui.storage.reader import Reader
from tui.sync import feed
from tui.sync.events import CollectionDone, CollectionFailed

PARTNERS = Collection.PARTNERS
URL = "https://example.org/changes"


@pytest.fixture
def rounds(path: Path) -> Rounds:
    source = FakeSource()
    source.put(*(partner(f"p{number}") for number in range(5)), hours("h"), agreement("x", parties=("p1",)))
    return Rounds(path, source)


@pytest.mark.parametrize(("before", "after"), [(5, 0), (1, 0), (60, 29)])
def test_a_feed_that_empties_or_halves_a_collection_is_asked_about(path: Path, before: int, after: int) -> None:
    source = FakeSource()
    source.put(*(partner(f"p{number:02}") for number in range(before)), hours("h"), agreement("x"))
    rounds = Rounds(path, source)
    rounds.sync()
    for number in range(after, before):
        source.drop(PARTNERS, f"p{number:02}")
    finished = rounds.sync()
    error = next(one.error for one in finished.outcomes if isinstance(one, CollectionFailed))
    assert isinstance(error, BadResponse)
    assert (error.reason, error.where, error.detail) == (
        BadResponseReason.SHRUNK,
        "partners",
        f"{after}/{before}",
    )
    assert len(rounds.ids()) == before
    assert rounds.sync(accept_deletes=True).whole
    assert len(rounds.ids()) == after


def test_nothing_changed_is_one_small_question(rounds: Rounds) -> None:
    rounds.sync()
    assert rounds.source.asked[:2] == ["identify", "changes:None"]
    rounds.clock.advance(hours=1)
    finished = rounds.sync()
    assert finished.whole
    assert rounds.source.asked == ["changes:7"]
    assert {rounds.state(one).completed_at for one in Collection} == {rounds.clock.now}


def test_changes_and_tombstones_arrive(rounds: Rounds) -> None:
    rounds.sync()
    rounds.source.put(partner("p1", "Nytt navn"), partner("p9"), hours("h", "2", "3"))
    rounds.source.drop(PARTNERS, "p3")
    rounds.source.put(agreement("y"))
    rounds.source.drop(Collection.AGREEMENTS, "x")
    finished = rounds.sync()
    told = [(one.added, one.changed, one.removed) for one in finished.outcomes if isinstance(one, CollectionDone)]
    assert told == [(0, 1, 0), (1, 1, 1), (1, 0, 1)]
    assert rounds.ids() == ["p0", "p1", "p2", "p4", "p9"]
    assert rounds.state(Collection.HOURS).rows == 2
    assert not any(one.startswith(("partners", "probe")) for one in rounds.source.asked)


def test_what_happened_during_the_crawl_is_told_afterwards(rounds: Rounds) -> None:
    def late(asked: str) -> None:
        if asked == "agreements:0" and "p9" not in rounds.source.records[PARTNERS]:
            rounds.source.put(partner("p9"))
            rounds.source.drop(PARTNERS, "p0")

    rounds.source.before = late
    rounds.sync()
    assert "p9" not in rounds.ids()
    rounds.sync()
    assert rounds.ids() == ["p1", "p2", "p3", "p4", "p9"]


def test_a_record_that_comes_and_goes_between_two_syncs(rounds: Rounds) -> None:
    rounds.sync()
    rounds.source.put(partner("p9"))
    rounds.source.drop(PARTNERS, "p9")
    rounds.source.drop(PARTNERS, "p0")
    rounds.source.put(partner("p0", "Tilbake"))
    rounds.sync()
    assert rounds.ids() == ["p0", "p1", "p2", "p3", "p4"]


@pytest.mark.parametrize("group", [1, 3, 5000])
def test_many_batches_become_visible_in_groups(rounds: Rounds, monkeypatch: pytest.MonkeyPatch, group: int) -> None:
    monkeypatch.setattr(feed, "GROUP", group)
    rounds.sync()
    rounds.source.put(*(partner(f"q{number}") for number in range(9)))
    done = rounds.outcome(PARTNERS, rounds.sync())
    assert isinstance(done, CollectionDone)
    assert (done.read, done.added, rounds.state(PARTNERS).added) == (9, 9, 9)
    assert len(rounds.ids()) == 14


def test_an_interrupted_feed_goes_on_where_it_was(rounds: Rounds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "GROUP", 1)
    rounds.sync()
    checked = rounds.clock.now
    rounds.clock.advance(hours=1)
    rounds.source.put(*(partner(f"q{number}") for number in range(4)))
    rounds.source.failures["changes:9"] = ServerFailed(URL, 503)
    finished = rounds.sync()
    assert [type(one) for one in finished.outcomes] == [CollectionFailed] * 3
    assert len(rounds.ids()) == 7
    assert rounds.state(PARTNERS).completed_at == checked
    rounds.source.failures.clear()
    rounds.sync()
    assert rounds.source.asked == ["changes:9"]
    assert len(rounds.ids()) == 9


@pytest.mark.parametrize("feed_stays", [True, False])
def test_a_token_that_is_too_old_or_a_feed_that_went_means_a_crawl(rounds: Rounds, feed_stays: bool) -> None:
    rounds.sync()
    rounds.source.drop(PARTNERS, "p0")
    rounds.source.feed = feed_stays
    rounds.source.forgotten = len(rounds.source.log)
    assert rounds.sync().whole
    assert rounds.ids() == ["p1", "p2", "p3", "p4"]
    assert rounds.source.asked.count("partners:0") == 1
    rounds.sync()
    assert (rounds.source.asked == ["changes:8"]) is feed_stays


def test_a_feed_that_cannot_say_where_it_stands_does_not_stop_the_crawl(rounds: Rounds) -> None:
    rounds.source.failures["changes:None"] = ServerFailed(URL, 500)
    assert rounds.sync().whole
    rounds.source.failures.clear()
    rounds.sync()
    assert "partners:0" in rounds.source.asked
    rounds.sync()
    assert rounds.source.asked == ["changes:7"]


@pytest.mark.parametrize(("days", "crawls"), [(6.9, False), (7, True)])
def test_with_a_feed_a_crawl_once_a_week_will_do(rounds: Rounds, days: float, crawls: bool) -> None:
    rounds.sync()
    rounds.clock.advance(days=days)
    rounds.sync()
    assert ("partners:0" in rounds.source.asked) is crawls


def test_another_source_is_crawled(rounds: Rounds) -> None:
    rounds.sync()
    rounds.fingerprint = "g"
    rounds.sync()
    assert "partners:0" in rounds.source.asked


def test_collections_may_stand_at_different_places(rounds: Rounds) -> None:
    rounds.source.failures["partners:1"] = ServerFailed(URL, 500)
    rounds.sync()
    rounds.source.failures.clear()
    rounds.clock.advance(hours=1)
    rounds.source.put(hours("h2"))
    rounds.sync()
    assert rounds.source.asked[:2] == ["changes:7", "changes:None"]
    rounds.source.put(partner("p9"), hours("h3"))
    rounds.sync()
    assert (len(rounds.ids()), rounds.state(Collection.HOURS).rows) == (6, 3)
    rounds.sync()
    assert rounds.source.asked == ["changes:10"]


def test_offline_is_the_outcome_of_all(rounds: Rounds) -> None:
    rounds.sync()
    rounds.source.failures["changes"] = Offline(URL, OfflineReason.REFUSED)
    finished = rounds.sync()
    assert isinstance(finished.error, Offline)
    assert rounds.source.asked == ["changes:7"]
    assert len(rounds.ids()) == 5


class Altered(FakeSource):
    """Its answers about changes are not what they should be."""

    alter: Callable[[ChangeBatch], ChangeBatch]

    def changes(self, token: str | None, cancelled: threading.Event | None = None) -> ChangeBatch:
        return self.alter(super().changes(token, cancelled))


def altered(rounds: Rounds, alter: Callable[[ChangeBatch], ChangeBatch]) -> None:
    source = Altered(**{one.name: getattr(rounds.source, one.name) for one in fields(FakeSource)})
    source.alter = alter
    rounds.source = source


def test_a_feed_that_stands_still_is_an_error(rounds: Rounds) -> None:
    rounds.sync()
    altered(rounds, lambda batch: replace(batch, more=True, token="7"))
    finished = rounds.sync()
    error = finished.outcomes[0]
    assert isinstance(error, CollectionFailed)
    assert isinstance(error.error, BadResponse)
    assert error.error.reason is BadResponseReason.ENDLESS


def test_changed_and_deleted_at_once_is_asked_for(rounds: Rounds) -> None:
    rounds.sync()
    rounds.source.put(partner("p1", "Lever"), partner("p2"))
    del rounds.source.records[PARTNERS]["p2"]
    both = ((PARTNERS, "p1"), (PARTNERS, "p2"))
    altered(
        rounds,
        lambda batch: replace(batch, upserts=(partner("p1", "Lever"), partner("p2")), deleted=both),
    )
    rounds.sync()
    assert rounds.ids() == ["p0", "p1", "p3", "p4"]
    reader = Reader.open(rounds.path)
    found = reader.partner("p1")
    reader.close()
    assert found is not None
    assert found.name == "Lever"


def test_a_rejected_change_keeps_the_record_and_is_counted(rounds: Rounds) -> None:
    rounds.sync()
    original = rounds.source
    altered(rounds, lambda batch: replace(batch, rejected=(rejected(PARTNERS, "p1"),)))
    done = rounds.outcome(PARTNERS, rounds.sync())
    assert isinstance(done, CollectionDone)
    assert (done.rejected, rounds.state(PARTNERS).rejected, len(rounds.ids())) == (1, 1, 5)
    rounds.sync()
    assert rounds.state(PARTNERS).rejected == 1
    rounds.source = original
    rounds.source.put(partner("p1", "Lesbar"))
    rounds.sync()
    assert rounds.state(PARTNERS).rejected == 0


def test_no_feed_at_all(rounds: Rounds) -> None:
    rounds.source.feed = False
    rounds.sync()
    rounds.sync()
    assert "partners:0" in rounds.source.asked
    assert not any(one.startswith("changes") for one in rounds.source.asked)


def test_a_feed_that_is_not_found_later(rounds: Rounds) -> None:
    rounds.sync()
    rounds.source.failures["changes"] = NotFound(URL)
    assert rounds.sync().whole
    assert "partners:0" in rounds.source.asked
