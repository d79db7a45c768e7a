"""The card of a goal and what an agreement's card says of its history."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tui.domain.agreement import Action, ActionStatus, Agreement, Baseline, Goal, Indicator, Party, Period
from tui.domain.query import GoalRow
from tui.domain.review import Change, ChangeKind, RecordKind, RecordRef, Topic
from tui.present import language
from tui.ui.card_lines import CardLine, Link, text
from tui.ui.cards.agreement import AgreementFacts, agreement_card
from tui.ui.cards.goal import FACTS, agreement_heading, goal_card
from tui.ui.cards.layout import TWO_COLUMNS, beside

NOW = datetime(2026, 11, 23, 7, 3, tzinfo=UTC)
PARTY = Party(organization_id="p", name="Brua møteplass")


def month(number: int, actual: float | None) -> Period:
    start = date(2026, number, 1)
    return Period(start=start, end=date(2026, number + 1, 1) - timedelta(days=1), target=120, actual=actual)


def goal(*numbers: float | None, **given: object) -> GoalRow:
    visits = Indicator(
        id="i",
        title="Besøk",
        unit="personer",
        baseline=Baseline(date=date(2025, 12, 31), value=40),
        periods=tuple(month(at, one) for at, one in enumerate(numbers, start=1)),
    )
    one = Goal(id="g", agreement_id="a", title="Besøk per måned", indicators=(visits,), **given)  # type: ignore[arg-type]
    return GoalRow(goal=one, agreement=Agreement(id="a", title="Språkkafé", parties=(PARTY,), goals=(one,)))


def card(row: GoalRow, width: int) -> list[str]:
    language.use("nb")
    return ["".join(words for words, _ in line.spans).rstrip() for line in goal_card(row, NOW, width)]


def test_the_numbers_are_rows_and_what_is_missing_is_named() -> None:
    told = card(goal(60, 70, None, 90, None, None, None, None, None, None), 79)
    rows = told[told.index("TALLREKKE") + 1 :]
    assert rows[:2] == ["Besøk (personer)", "Måltall    120 i hver periode, sist innen 31.10.2026"]
    assert " 31.12.2025       40  nullpunkt" in rows
    assert "  30.4.2026       90" in rows
    assert "ingen tall: mars, mai, juni, juli, august, september, oktober" in rows
    assert "           ingen tall siden 30.4 (207 d)" in told


def test_a_long_series_is_also_a_line_and_a_short_one_is_not() -> None:
    many = card(goal(50, 60, 70, 80, 90, 100, 110, 115, 118, 119), 79)
    assert any(line.endswith("fra 40 til 119") for line in many)
    assert not any("  nullpunkt" in line for line in many)  # the oldest gave way
    assert not any("  fra 40 til" in line for line in card(goal(50, 60, 70), 79))


def test_without_a_number_it_says_so_and_not_zero() -> None:
    told = card(goal(None), 79)
    assert "ingen tall ennå" in told
    assert "Status     mangler tall: -/120, regnet ut her" in told


def test_the_numbers_stand_beside_the_facts_where_there_is_room() -> None:
    row = goal(50, 60)
    told = card(row, TWO_COLUMNS)
    assert told[0] == "Besøk per måned".ljust(FACTS) + " | TALLREKKE"
    assert all(len(line) <= TWO_COLUMNS for line in told)
    assert all(line[FACTS : FACTS + 3] == " | " or len(line) <= FACTS + 2 for line in told)
    assert "TALLREKKE" in card(row, TWO_COLUMNS - 1)


def test_actions_are_told_with_how_far_they_are() -> None:
    done = Action(id="1", title="Kurs", status=ActionStatus.MET, date_met=date(2026, 5, 3))
    open_ = Action(id="2", title="Rapport", status=ActionStatus.SCHEDULED, due_date=date(2026, 11, 27))
    told = card(goal(50, actions=(done, open_)), 79)
    at = told.index("TILTAK (2)")
    assert told[at + 1 : at + 3] == [" - Kurs: gjort 3.5.2026", " - Rapport: frist 27.11.2026 (4 dager igjen)"]


@pytest.mark.parametrize(
    ("responsible", "name", "said"),
    [
        (None, None, "Ansvarlig  ikke oppgitt"),
        ("p", "Brua møteplass", "Ansvarlig  Brua møteplass"),
        ("p", None, "Ansvarlig  Brua møteplass (ikke i lokal kopi)"),
        ("q", None, "Ansvarlig  q (ikke i lokal kopi)"),
    ],
)
def test_whose_it_is(responsible: str | None, name: str | None, said: str) -> None:
    row = goal(50, responsible_organization_id=responsible)
    assert said in card(GoalRow(goal=row.goal, agreement=row.agreement, responsible_name=name), 79)


def test_the_heading_counts_how_its_goals_stand() -> None:
    language.use("nb")
    told = ["".join(words for words, _ in line.spans) for line in agreement_heading(goal(None).agreement, NOW, 79)]
    assert "Mål        1: 1 mangler tall" in told


def test_two_columns_never_put_two_links_on_one_line() -> None:
    left = [text("a", Link("partners", "1")), text("b"), text("c", Link("partners", "2"))]
    right = [text("x", Link("goals", "1")), text("y", Link("goals", "2")), CardLine(())]
    lines = beside(left, right, 3)
    assert ["".join(words for words, _ in line.spans) for line in lines] == [
        "a   | ",
        "b   | x",
        "c   | ",
        "    | y",
        "    | ",
    ]
    assert [line.link.key if line.link else None for line in lines] == ["1", "1", "2", "2", None]


def test_history_is_what_this_machine_has_seen() -> None:
    language.use("nb")
    seen = Change(
        seq=1,
        ref=RecordRef(kind=RecordKind.GOAL, source_id="a", record_id="g"),
        topic=Topic.GOALS,
        kind=ChangeKind.CHANGED,
        title="Språkkafé",
        goal_title="Frivillige",
        goal_number=1,
        field="indicators[i].periods[2026-01-01/].actual",
        before=11,
        after=12,
        fetched_at=NOW - timedelta(days=9),
    )

    def told(*changes: Change) -> list[str]:
        lines = agreement_card(AgreementFacts(Agreement(id="a", title="Språkkafé"), changes=changes), NOW, 60)
        return ["".join(words for words, _ in line.spans).rstrip() for line in lines][-3:]

    heading, older = "HISTORIKK (kjent på denne maskinen)", " Eldre historikk finnes ikke her."
    assert told(seen) == [heading, " 14.11 mål 1, nå (fra 1.1.2026): 11 -> 12", older]
    assert told() == [heading, " Ingen endring er sett siden første henting.", older]


def test_who_is_not_in_the_copy_is_said_on_the_card() -> None:
    language.use("nb")
    facts = AgreementFacts(Agreement(id="a", title="Språkkafé", parties=(PARTY,)), unknown=frozenset({"p"}))
    lines = agreement_card(facts, NOW, 60)
    found = next(line for line in lines if line.link == Link("partners", "p"))
    assert "".join(words for words, _ in found.spans) == "Parter     Brua møteplass (ikke i lokal kopi)"
