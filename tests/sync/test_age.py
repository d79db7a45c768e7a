"""How old a copy says it is: never younger than the first page it was made of."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.sync.fakes import NOW, Clock, FakeSource, partner
from tests.sync.rounds import Rounds
from tui.domain.errors import Offline, OfflineReason
from tui.domain.freshness import Collection
from tui.storage.cache import Cache
from tui.ui.sync_thread import due

PARTNERS = Collection.PARTNERS
LOST = Offline("https://example.org", OfflineReason.TIMEOUT)


@pytest.fixture
def rounds(path: Path) -> Rounds:
    found = Rounds(path)
    found.source.put(*(partner(f"p{number}") for number in range(5)))
    return found


def each_answer_takes(rounds: Rounds, **parts: float) -> None:
    rounds.source.before = lambda _asked: rounds.clock.advance(**parts)


def test_a_crawl_is_as_old_as_its_first_page(rounds: Rounds) -> None:
    each_answer_takes(rounds, minutes=4)
    rounds.partners()
    state = rounds.state(PARTNERS)
    assert state.completed_at is not None
    assert state.attempted_at is not None
    assert state.attempted_at - state.completed_at == timedelta(minutes=12)  # three pages
    assert state.attempted_at == rounds.clock.now


def test_going_on_after_interruptions_makes_nothing_younger(rounds: Rounds) -> None:
    rounds.source.put(*(partner(f"q{number}") for number in range(5)))
    for page in (1, 2, 3):
        rounds.source.failures = {f"partners:{page}": LOST}
        rounds.refused(full=False)
        rounds.clock.advance(minutes=14)
    rounds.source.failures = {}
    rounds.partners(full=False)
    assert rounds.source.asked[0] == "partners:3"
    state = rounds.state(PARTNERS)
    assert (state.completed_at, state.attempted_at) == (NOW, NOW + timedelta(minutes=42))


def test_a_run_gone_on_with_holds_the_next_sync_off_from_its_beginning(rounds: Rounds) -> None:
    rounds.sync()
    rounds.clock.advance(days=8)  # so that everything is read as a whole again
    rounds.source.failures["partners:1"] = LOST
    began = rounds.clock.now
    rounds.sync()
    rounds.source.failures.clear()
    rounds.clock.advance(minutes=14)
    rounds.sync()
    states = tuple(rounds.state(one) for one in Collection)
    hold_off = timedelta(minutes=60)
    assert not due(states, began + timedelta(minutes=59), hold_off, None)
    assert due(states, began + timedelta(minutes=60), hold_off, None)


def test_the_next_whole_reading_is_due_from_the_beginning_of_the_last(rounds: Rounds) -> None:
    rounds.source.feed = False
    each_answer_takes(rounds, minutes=4)
    rounds.sync()
    rounds.source.before = lambda _asked: None
    cache = Cache.open(rounds.path)
    try:
        book = cache.book(PARTNERS)
    finally:
        cache.close()
    assert book.full_at == book.completed_at
    assert book.full_at is not None
    assert book.full_due == book.full_at + timedelta(hours=24)


def test_a_feed_is_as_old_as_its_first_question(rounds: Rounds) -> None:
    rounds.sync()
    rounds.clock.advance(hours=2)
    asked = rounds.clock.now
    rounds.source.put(*(partner(f"p{number}") for number in range(20, 26)))
    each_answer_takes(rounds, minutes=1)
    rounds.sync()
    state = rounds.state(PARTNERS)
    assert state.completed_at == asked
    assert state.attempted_at == asked + timedelta(minutes=3)


def test_what_the_source_vouches_for_is_as_old_as_the_question(path: Path) -> None:
    rounds = Rounds(path, source=FakeSource(feed=False, validators=True), clock=Clock())
    rounds.source.put(partner("p1"))
    rounds.sync()
    rounds.clock.advance(hours=2)
    asked = rounds.clock.now
    each_answer_takes(rounds, minutes=1)
    rounds.partners(full=False)
    assert rounds.source.asked == ["partners:0"]
    assert rounds.state(PARTNERS).completed_at == asked


def test_an_interruption_nobody_knows_the_beginning_of_starts_anew(rounds: Rounds) -> None:
    rounds.source.failures["partners:2"] = LOST
    rounds.refused()
    rounds.source.failures.clear()
    cache = Cache.open(rounds.path)
    try:
        with cache.transaction() as connection:  # as one that an earlier version left is migrated
            connection.execute("UPDATE collection SET run_started = NULL")
    finally:
        cache.close()
    rounds.clock.advance(minutes=1)
    rounds.partners(full=False)
    assert rounds.source.asked[-3:] == ["partners:0", "partners:1", "partners:2"]
    assert rounds.state(PARTNERS).completed_at == rounds.clock.now
