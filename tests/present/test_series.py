"""Numbers over time in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tui.domain.agreement import Indicator, Measure, Period, Progress, Standing
from tui.domain.series import Report, Series
from tui.present import language
from tui.present import series as words

from .saying import in_all

TODAY = date(2026, 11, 23)
WITHOUT = Progress(standing=Standing.MISSING_NUMBERS, computed=True, target=120)
LINE = Progress(
    standing=Standing.BEHIND,
    computed=True,
    actual=12,
    target=20,
    fraction=0.6,
    planned_fraction=0.99,
    planned_value=19.8,
)


def test_a_missing_number_says_since_when() -> None:
    since = replace(WITHOUT, last_reported=date(2026, 6, 30))
    assert in_all(lambda: words.no_number(since, TODAY)) == (
        "ingen tall siden 30.6 (146 d)",
        "ingen tal sidan 30.6 (146 d)",
        "no numbers since 30.6 (146 d)",
    )
    assert in_all(lambda: words.no_number(WITHOUT, TODAY)) == ("ingen tall ennå", "ingen tal enno", "no numbers yet")


@pytest.mark.parametrize("value", [LINE, replace(WITHOUT, target=None)])
def test_nothing_is_missing_where_there_is_a_number_or_none_is_asked_for(value: Progress) -> None:
    assert words.no_number(value, TODAY) == ""


def test_the_plan_says_that_it_is_worked_out_here_and_what_is_left() -> None:
    assert in_all(lambda: words.planned(LINE)) == (
        "19,8 i dag ved jevn framgang (regnet ut her); mangler 8",
        "19,8 i dag ved jamn framgang (rekna ut her); manglar 8",
        "19.8 by today at an even pace (worked out here); 8 to go",
    )
    assert words.planned(replace(LINE, planned_value=None)) == ""
    language.use("nb")
    downwards = replace(LINE, indicator=Indicator(id="i", title="Ventetid", ascending=False))
    assert words.planned(downwards) == "19,8 i dag ved jevn framgang (regnet ut her)"
    assert words.planned(replace(LINE, actual=None)) == "19,8 i dag ved jevn framgang (regnet ut her)"


def test_what_is_counted() -> None:
    language.use("nb")
    wait = Indicator(id="i", title="Ventetid", unit="dager", measure=Measure.UNIT, ascending=False)
    assert words.definition(wait) == "Ventetid (dager), telles, lavere er bedre"
    assert words.definition(Indicator(id="i", title="Besøk")) == "Besøk"


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (Period(start=date(2026, 7, 1), end=date(2026, 7, 31)), "juli"),
        (Period(start=date(2025, 2, 1), end=date(2025, 2, 28)), "februar 2025"),
        (Period(start=date(2026, 7, 1), end=date(2026, 9, 30)), "1.7.2026-30.9.2026"),
        (Period(end=date(2026, 9, 30)), "til 30.9.2026"),
    ],
)
def test_gaps_are_named(period: Period, said: str) -> None:
    language.use("nb")
    assert words.gaps((period,), TODAY) == f"ingen tall: {said}"
    assert words.gaps((), TODAY) == ""


def test_a_report_is_its_day_its_number_and_what_goes_with_it() -> None:
    language.use("nb")
    first = Report(value=4.5, baseline=True, comment="anslag")
    assert (words.report(first), words.report_remark(first)) == (("-", "4,5"), "nullpunkt, anslag")
    assert words.report(Report(value=12, day=date(2026, 10, 31))) == ("31.10.2026", "12")


def test_the_line_goes_from_low_to_high_in_plain_letters() -> None:
    language.use("nb")
    assert words.sparkline([4, 6, 8, 10, 12], 10) == "_.-=^"
    assert words.sparkline([4, 6, 8, 10, 12], 2) == "_^"
    assert words.sparkline([3, 3], 10) == "--"
    assert words.sparkline([3], 10) == ""
    assert words.sparkline([3, 4], 0) == ""
    reports = tuple(Report(value=one) for one in (4, 12))
    assert words.trend(Series(reports=reports), 8) == "_^  fra 4 til 12"
    assert words.trend(Series(), 8) == ""


def test_targets() -> None:
    language.use("nb")

    def until(end: date | None, target: float | None) -> Period:
        return Period(end=end, target=target)

    first, last = date(2026, 10, 31), date(2027, 10, 31)
    assert (
        words.targets((until(last, 40), until(first, 20), until(None, None)))
        == "20 innen 31.10.2026; 40 innen 31.10.2027"
    )
    assert words.targets((until(last, 40), until(first, 40))) == "40 i hver periode, sist innen 31.10.2027"
    assert words.targets((until(None, 40),)) == "40"
    assert words.targets(()) == "ikke oppgitt"
