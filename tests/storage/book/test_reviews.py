"""Reviews over several sittings, closed with a name, and what moved since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tui.domain.agreement import Goal, Indicator, Period
from tui.domain.baselines import STANDING, VALID_TO, movement
from tui.domain.identity import agreement_subject
from tui.domain.periods import PeriodLength, Stage, period_named, period_of, review_progress
from tui.domain.review import RecordRef

from .shelf import Shelf, agreement_of, language_cafe

TODAY = date(2026, 11, 23)


def measured(actual: float | None) -> Goal:
    period = Period(start=date(2026, 1, 1), target=60, actual=actual)
    return Goal(
        id="g", agreement_id="a", title="Deltakere", indicators=(Indicator(id="i", title="D", periods=(period,)),)
    )


CAFE = replace(agreement_of(language_cafe()), valid_to=date(2027, 12, 31), goals=(measured(41),))


def test_a_review_survives_sittings_and_periods(shelf: Shelf) -> None:
    with shelf.book() as book:
        now = book.period()
        book.set_stage(CAFE, Stage.SEEN, now.previous())
        shelf.clock.advance(hours=1)
        book.set_stage(CAFE, Stage.DONE, now)
    with shelf.book() as book:
        progress = review_progress(["a", "b"], book.period_reviews(now))
        assert (progress.done, progress.total, progress.not_seen) == (1, 2, 1)
        assert book.period_reviews(now.previous())["a"].stage is Stage.SEEN
        last = book.last_review("a")
        assert last is not None
        assert (last.period, last.at) == (now.name, shelf.clock())
        book.set_stage(CAFE, Stage.NOT_SEEN, now)
        last = book.last_review("a")
        assert last is not None
        assert last.period == now.previous().name
        assert book.last_review("b") is None


def test_a_closed_review_keeps_how_everything_stood(shelf: Shelf) -> None:
    with shelf.book() as book:
        period = book.period()
        closed = book.close_review(" T3-gjennomgang ", [CAFE], period)
        assert (closed.name, closed.period, closed.closed_at) == ("T3-gjennomgang", "T3-2026", shelf.clock())
    with shelf.book() as book:
        assert book.baselines() == (closed,)
        values = book.baseline_values(closed)
        assert values[RecordRef.agreement("a"), VALID_TO] == "2027-12-31"
        assert values[RecordRef.goal(measured(1)), STANDING] == "underway"
        assert movement(measured(55), values, TODAY).delta == 14
        assert movement(measured(None), values, TODAY).delta is None
        book.undo()
        assert (book.baselines(), book.baseline_values(closed)) == ((), {})


def test_what_moves_after_a_review_was_closed_is_of_the_next(shelf: Shelf) -> None:
    new = replace(measured(7), id="new")
    with shelf.book() as book:
        now = book.period()
        book.close_review("T2", [replace(CAFE, goals=(measured(41),))], now.previous())
        open_still = book.review_of(now).moved(measured(50), TODAY)
        assert open_still is not None
        assert (open_still.delta, book.review_of(now).until) == (9, None)
        shelf.clock.advance(hours=1)
        book.close_review("T3", [replace(CAFE, goals=(measured(45),))], now)
        review = book.review_of(now)
        moved = review.moved(measured(50), TODAY)
        assert moved is not None
        assert (moved.before, moved.now, moved.delta, moved.known) == (41, 45, 4, True)
        assert review.moved(new, TODAY) is None
        later = book.review_of(now.following()).moved(measured(50), TODAY)
        assert later is not None
        assert (later.before, later.delta) == (45, 5)
        compared = book.review_of(now.previous(), book.baselines()[0].id)  # with what came after it
        assert compared.until is None


def test_what_was_passed_over_ends_with_the_next_review(shelf: Shelf) -> None:
    with shelf.book() as book:
        now = book.period()
        book.close_review("T2", [replace(CAFE, goals=(measured(10),))], now.previous())
        next_one = book.close_review("T1", [replace(CAFE, goals=(measured(30),))], now.following())
        book.close_review("T2-2027", [replace(CAFE, goals=(measured(60),))], now.following().following())
        passed = book.review_of(now)
        assert (passed.until, passed.closed) == (next_one, None)
        moved = passed.moved(measured(99), TODAY)
        assert moved is not None
        assert (moved.before, moved.now, moved.delta) == (10, 30, 20)


def test_the_latest_review_comes_first(shelf: Shelf) -> None:
    with shelf.book() as book:
        for name in ("T1", "T2"):
            book.close_review(name, [])
        assert [one.name for one in book.baselines()] == ["T2", "T1"]
        with pytest.raises(ValueError, match=r"^ $"):
            book.close_review(" ", [])


def test_the_period_is_that_of_norway(shelf: Shelf) -> None:
    shelf.clock.now = shelf.clock.now.replace(month=12, day=31, hour=23, minute=30)
    with shelf.book() as book:
        assert book.period() == period_of(date(2027, 1, 1), book.length)


@pytest.mark.parametrize("length", PeriodLength)
def test_a_period_is_found_again_by_its_name(length: PeriodLength) -> None:
    period = period_of(TODAY, length)
    assert period_named(f" {period.name.lower()} ") == period
    assert period.previous().following() == period
    assert period.following().previous() == period


@pytest.mark.parametrize("name", ["", "T4-2026", "K5-2026", "H3-2026", "T0-2026", "2026-1", "X1-2026", "0000"])
def test_what_names_no_period(name: str) -> None:
    assert period_named(name) is None


def test_a_period_is_held_against_what_closed_the_one_before(shelf: Shelf) -> None:
    with shelf.book() as book:
        now = book.period()
        assert book.review_of(now).baseline is None
        earlier = book.close_review("T2", [CAFE], now.previous())
        assert (book.review_of(now).baseline, book.review_of(now).closed) == (earlier, None)
        own = book.close_review("T3", [CAFE], now)
        assert (book.review_of(now).baseline, book.review_of(now).closed) == (earlier, own)
        assert book.review_of(now, own.id).baseline == own
        assert book.reviewed_periods() == (now.previous(), now)


def test_nothing_is_held_against_what_came_after_it(shelf: Shelf) -> None:
    with shelf.book() as book:
        now = book.period()
        own = book.close_review("T3", [CAFE], now)
        late = book.close_review("T2", [CAFE], now.previous())
        assert (book.review_of(now).baseline, book.review_of(now).until) == (None, own)
        assert (book.review_of(now.previous()).baseline, book.review_of(now.previous()).until) == (None, late)
        assert book.review_of(now.previous().previous()).baseline is None
        again = book.close_review("T3 (2)", [CAFE], now)
        assert (book.review_of(now).baseline, book.review_of(now).until) == (late, again)


def test_notes_count_towards_the_period_under_review(shelf: Shelf) -> None:
    with shelf.book() as book:
        book.under_review = book.current_period().previous()
        book.note(agreement_subject(CAFE), "Sett på i etterkant.")
        assert book.review_of(book.under_review).stage("a") is Stage.NOTED
        assert book.review_of(book.current_period()).stage("a") is Stage.NOT_SEEN


def test_nothing_is_made_by_looking(shelf: Shelf) -> None:
    with shelf.book() as book:
        assert (book.baselines(), book.notes(), book.last_step(), len(book.changes())) == ((), (), None, 0)
    assert not shelf.path.parent.exists()
