"""Periods, baselines, consequences and how a record is found again: pure rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.agreement import Agreement, Goal, Indicator, LifecycleStatus, Party
from tui.domain.agreement import Period as Stretch
from tui.domain.baselines import ACTUAL, VALID_TO, movement, values_of
from tui.domain.consequences import DaysLeft, GoalsAfterEnd, consequences
from tui.domain.errors import Busy
from tui.domain.freshness import Collection, CollectionState
from tui.domain.identity import Ambiguous, agreement_subject, goal_subject, hours_subject, match, partner_subject
from tui.domain.notes import Subject
from tui.domain.partner import Partner, Place
from tui.domain.periods import AgreementReview, Period, PeriodLength, ReviewProgress, Stage, period_of, review_progress
from tui.domain.query import HoursRow
from tui.domain.review import Change, ChangeKind, RecordRef, Since, SinceKind, Topic, last_sync, not_checked
from tui.domain.schedule import OfficeHours

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
TODAY = NOW.date()
days = st.dates(min_value=date(2, 1, 1))
lengths = st.sampled_from(list(PeriodLength))


@given(days, lengths)
def test_a_day_lies_in_its_period_and_periods_follow_one_another(day: date, length: PeriodLength) -> None:
    period = period_of(day, length)
    assert period.first <= day <= period.last
    assert period.previous().last + timedelta(days=1) == period.first
    assert period.previous() == period_of(period.first - timedelta(days=1), length)


@given(days, days, lengths)
def test_a_name_stands_for_one_period(one: date, other: date, length: PeriodLength) -> None:
    first, second = period_of(one, length), period_of(other, length)
    assert (first.name == second.name) is (first == second)


@pytest.mark.parametrize(
    ("length", "name", "first", "last"),
    [
        (PeriodLength.QUARTER, "K4-2026", date(2026, 10, 1), date(2026, 12, 31)),
        (PeriodLength.TERTIAL, "T3-2026", date(2026, 9, 1), date(2026, 12, 31)),
        (PeriodLength.HALF_YEAR, "H2-2026", date(2026, 7, 1), date(2026, 12, 31)),
        (PeriodLength.YEAR, "2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_names_are_those_of_norwegian_offices(length: PeriodLength, name: str, first: date, last: date) -> None:
    period = period_of(TODAY, length)
    assert (period.name, period.first, period.last) == (name, first, last)


def test_before_the_first_year_there_is_nothing() -> None:
    with pytest.raises(ValueError, match="1"):
        Period(length=PeriodLength.YEAR, year=1, number=1).previous()


def test_seven_of_twenty_three() -> None:
    reviews = {
        key: AgreementReview(agreement_id=key, period="T3-2026", stage=stage, at=NOW)
        for key, stage in (("a", Stage.DONE), ("b", Stage.NOTED), ("gone", Stage.DONE))
    }
    found = review_progress(["a", "b", "c"], reviews)
    assert found == ReviewProgress(total=3, not_seen=1, seen=0, noted=1, done=1)


def measured(actual: float | None, **more: object) -> Goal:
    period = Stretch(start=date(2026, 1, 1), end=date(2026, 12, 31), target=60, actual=actual)
    indicator = Indicator(id="i", title="Deltakere", periods=(period,))
    return Goal(id="g", agreement_id="a", title="Deltakere", indicators=(indicator,), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "now", "delta"), [(41, 55, 14.0), (55, 55, 0.0), (None, 55, None), (41, None, None)]
)
def test_a_missing_number_is_never_a_movement(before: float | None, now: float | None, delta: float | None) -> None:
    kept = values_of([Agreement(id="a", title="A", goals=(measured(before),))], TODAY)
    moved = movement(measured(now), kept, TODAY)
    assert (moved.delta, moved.known) == (delta, True)
    assert movement(measured(now), {}, TODAY).known is False


def test_an_infinite_number_is_no_number() -> None:
    kept = values_of([Agreement(id="a", title="A", goals=(measured(float("inf")),))], TODAY)
    assert kept[RecordRef(kind=RecordRef.goal(measured(1)).kind, source_id="a", record_id="g"), ACTUAL] is None


def test_the_end_date_is_kept() -> None:
    kept = values_of([Agreement(id="a", title="A", valid_to=date(2027, 12, 31))], TODAY)
    assert kept[RecordRef.agreement("a"), VALID_TO] == "2027-12-31"


def moved_end(after: str | None) -> Change:
    return Change(
        seq=1, ref=RecordRef.agreement("a"), topic=Topic.AGREEMENTS, kind=ChangeKind.CHANGED, title="A",
        field="valid_to", before="2027-12-31", after=after, fetched_at=NOW,
    )  # fmt: skip


def test_what_follows_from_another_end_date() -> None:
    goals = (
        measured(1, due_date=date(2027, 6, 1)),
        measured(1, due_date=date(2027, 6, 1)),
        measured(1, due_date=date(2027, 6, 1), lifecycle_status=LifecycleStatus.COMPLETED),
        measured(1, due_date=date(2026, 12, 31)),
        measured(1),
    )
    agreement = Agreement(id="a", title="A", valid_to=date(2026, 12, 31), goals=goals)
    found = consequences(moved_end("2026-12-31"), TODAY, agreement)
    assert found == (DaysLeft(now=38, before=403), GoalsAfterEnd(count=2))
    assert consequences(moved_end(None), TODAY, agreement) == (DaysLeft(now=None, before=403),)
    assert consequences(moved_end("2026-12-30"), TODAY, agreement)[1:] == ()  # it has changed again since
    assert consequences(moved_end("soon"), TODAY) == (DaysLeft(now=None, before=403),)


def test_other_fields_have_no_consequences() -> None:
    change = Change(
        seq=1, ref=RecordRef.partner("p"), topic=Topic.PARTNERS, kind=ChangeKind.CHANGED, title="P", field="name",
        before="a", after="b", fetched_at=NOW,
    )  # fmt: skip
    assert consequences(change, TODAY) == ()


def test_silence_of_what_failed_is_not_no_change() -> None:
    fine = CollectionState(collection=Collection.HOURS, rows=1, completed_at=NOW, attempted_at=NOW, error=None)
    failed = CollectionState(collection=Collection.AGREEMENTS, rows=1, completed_at=NOW, attempted_at=NOW, error=Busy())
    never = CollectionState(collection=Collection.PARTNERS, rows=0, completed_at=None, attempted_at=None, error=None)
    begun = CollectionState(
        collection=Collection.HOURS, rows=1, completed_at=NOW, attempted_at=NOW, error=None, interrupted=True
    )
    assert not_checked((fine, failed, never)) == (failed, never)
    assert not_checked((begun,)) == (begun,)
    assert last_sync((fine, never)) == Since(kind=SinceKind.MOMENT, moment=NOW)
    assert last_sync((never,)) is None


def test_a_partner_is_found_again_by_its_number() -> None:
    old = partner_subject(Partner(id="1", name="Brua", organization_number="974 760 673"))
    new = partner_subject(Partner(id="x", name="Brua møteplass", organization_number="974760673"))
    other = partner_subject(Partner(id="y", name="Brua", organization_number="971524960"))
    assert match(old.keys, [other, new]) == new
    assert match(old.keys, [other]) is None


def test_a_partner_without_a_number_by_name_and_municipality() -> None:
    old = partner_subject(Partner(id="1", name="Brua", municipality_code="5501"))
    here, there = (partner_subject(Partner(id=one, name="Brua", municipality_code=one)) for one in ("5501", "0301"))
    assert match(old.keys, [there, here]) == here


def agreed(key: str, *parties: str, title: str = "Språkkafé") -> Agreement:
    goal = Goal(id=f"{key}-1", agreement_id=key, title="Frivillige")
    return Agreement(id=key, title=title, parties=tuple(Party(organization_id=one) for one in parties), goals=(goal,))


def test_an_agreement_and_its_goal_by_title_and_parties_although_those_have_new_ids() -> None:
    names = {"1": "Nav", "2": "Brua", "x": "Brua", "y": "Nav"}
    old, new = agreed("a", "1", "2"), agreed("b", "x", "y")
    assert match(agreement_subject(old, names).keys, [agreement_subject(new, names)]) == agreement_subject(new, names)
    goals = [goal_subject(one.goals[0], one, names) for one in (old, new)]
    assert match(goals[0].keys, goals[1:]) == goals[1]
    assert match(agreement_subject(old, names).keys, [agreement_subject(agreed("c", "1"), names)]) is None


def test_two_that_look_alike_are_nobody() -> None:
    names = {"1": "Nav"}
    twins = [agreement_subject(agreed(key, "1"), names) for key in ("b", "c")]
    assert match(agreement_subject(agreed("a", "1"), names).keys, twins) == Ambiguous(2)


def test_of_two_sessions_at_one_place_the_rule_decides() -> None:
    def session(key: str, start: date) -> Subject:
        place = Place(id="p", name="Kafeen")
        hours = OfficeHours(id=key, source_id=key, service_name="Veiledning", place=place, dtstart=start)
        return hours_subject(HoursRow(hours=hours, host_name="Brua", provider_name="Nav"))

    monday, tuesday = session("1", date(2026, 1, 5)), session("2", date(2026, 1, 6))
    again = session("x", date(2026, 1, 6))
    assert match(again.keys, [monday, tuesday]) == tuesday
    assert match(session("y", date(2026, 1, 7)).keys, [monday, tuesday]) == Ambiguous(2)
