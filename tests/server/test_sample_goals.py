"""The agreements of the bundled data folder: goals in every state, measured on `REVIEW` by the numbers in the files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tui.domain.agreement import AchievementStatus, Baseline, Goal, Indicator, LifecycleStatus, Period, Standing
from tui.domain.progress import progress

SAMPLE = Path(__file__).parents[2] / "tui" / "server" / "sample"
REVIEW = date(2026, 11, 23)
"""The day the numbers were written for."""

Table = dict[str, Any]


def _read(kind: str) -> dict[str, Table]:
    """Everything of a kind, by key."""
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in SAMPLE.rglob("*.toml")]
    return {key: each for data in files for key, each in data.get(kind, {}).items()}


def _of(table: Table, *path: str) -> Iterator[Table]:
    """The tables at the end of a path of arrays."""
    if not path:
        yield table
    else:
        for each in table.get(path[0], []):
            yield from _of(each, *path[1:])


@pytest.fixture(scope="module")
def agreements() -> dict[str, Table]:
    return _read("agreement")


@pytest.fixture
def goals(agreements: dict[str, Table]) -> dict[str, Table]:
    made_up = {key: each for key, each in agreements.items() if key.startswith("eksempel-")}
    return {f"{key} {goal['key']}": goal for key, each in made_up.items() for goal in _of(each, "goal")}


def _standing(goal: Table, today: date) -> Standing:
    """How the app judges it on a day."""
    lifecycle, achievement = goal.get("lifecycle"), goal.get("achievement")
    return progress(
        Goal(
            id=goal["key"],
            agreement_id="",
            title=goal["title"],
            lifecycle_status=LifecycleStatus(lifecycle) if lifecycle else None,
            achievement_status=AchievementStatus(achievement) if achievement else None,
            start_date=goal.get("starts"),
            due_date=goal.get("due"),
            indicators=tuple(_indicator(each) for each in _of(goal, "indicator")),
        ),
        today,
    ).standing


def _indicator(table: Table) -> Indicator:
    return Indicator(
        id=table["key"],
        title=table["title"],
        ascending=table.get("ascending", True),
        baseline=Baseline(date=table.get("baseline_date"), value=table.get("baseline")),
        periods=tuple(
            Period(start=each.get("start"), end=each["end"], target=each.get("target"), actual=each.get("actual"))
            for each in _of(table, "period")
        ),
    )


def test_every_standing_is_there(goals: dict[str, Table]) -> None:
    standings = {key: _standing(goal, REVIEW) for key, goal in goals.items()}
    assert standings == {
        "eksempel-mosjoen arbeidspraksis": Standing.BEHIND,
        "eksempel-mosjoen samtaler": Standing.ON_TRACK,
        "eksempel-mosjoen opplaering": Standing.ACHIEVED,
        "eksempel-mosjoen informasjonsmoter": Standing.EXCEEDED,
        "eksempel-mosjoen ventetid": Standing.ON_TRACK,
        "eksempel-mosjoen tilfredshet": Standing.AT_RISK,
        "eksempel-mosjoen bolig": Standing.MISSING_NUMBERS,
        "eksempel-mosjoen kjent-med-rollene": Standing.NO_INDICATOR,
        "eksempel-mosjoen sommerjobb": Standing.NOT_STARTED,
        "eksempel-salten praksisplasser": Standing.OVERDUE,
        "eksempel-salten halvarsrapport": Standing.OVERDUE,
        "eksempel-salten fast-jobb": Standing.BEHIND,
        "eksempel-salten bedrifter": Standing.UNDERWAY,
        "eksempel-salten transport": Standing.ON_HOLD,
        "eksempel-svolvaer kontortid": Standing.NOT_STARTED,
        "eksempel-bodo apne-okter": Standing.ACHIEVED,
        "eksempel-bodo helsetilbud": Standing.NOT_ACHIEVED,
        "eksempel-bodo felles-nettside": Standing.CANCELLED,
    }
    assert set(standings.values()) == set(Standing)


def test_it_still_varies_in_the_summer_after(goals: dict[str, Table]) -> None:
    standings = {_standing(goal, date(2027, 6, 1)) for goal in goals.values()}
    assert {Standing.BEHIND, Standing.OVERDUE, Standing.EXCEEDED, Standing.ACHIEVED} <= standings


def test_lower_is_better(goals: dict[str, Table]) -> None:
    assert goals["eksempel-mosjoen ventetid"]["indicator"][0]["ascending"] is False


def test_every_state_is_there(goals: dict[str, Table]) -> None:
    lifecycles = {goal["lifecycle"] for goal in goals.values()}
    actions = {action["status"] for goal in goals.values() for action in _of(goal, "action")}
    measures = {indicator["measure"] for goal in goals.values() for indicator in _of(goal, "indicator")}
    assert lifecycles == {"planned", "active", "on_hold", "completed", "cancelled"}
    assert actions == {"scheduled", "met", "not_met", "partially_met"}
    assert measures == {"unit", "percentage"}
    assert {goal.get("achievement") for goal in goals.values()} >= {"achieved", "not_achieved", "at_risk", None}


def test_agreements_end_soon_late_never_and_have_ended(agreements: dict[str, Table]) -> None:
    ends = {each["valid_to"] for each in agreements.values() if "valid_to" in each}
    assert any(REVIEW <= end <= REVIEW + timedelta(days=90) for end in ends)
    assert any(end > REVIEW + timedelta(days=3 * 365) for end in ends)
    assert any(end < REVIEW for end in ends)
    statuses = {each.get("status") for each in agreements.values()}
    assert statuses == {"draft", "active", "expired", "renewed", None}


def test_the_model_case_is_whole(agreements: dict[str, Table]) -> None:
    model = agreements["eksempel-mosjoen"]
    assert [party["partner"] for party in model["party"]] == ["nav-vefsna", "kirkens-bymisjon-nordland"]
    assert model["next_meeting"] > REVIEW
    assert model["evaluation_due"] > REVIEW
    assert _read("hours")["mosjoen-nav"]["place"] == "mosjoen-bymisjon"
    assert _read("place")["mosjoen-bymisjon"]["host"] == "kirkens-bymisjon-nordland"
