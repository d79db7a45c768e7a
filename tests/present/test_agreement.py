from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tui.domain.agreement import (
    AchievementStatus,
    Action,
    ActionStatus,
    Agreement,
    AgreementStatus,
    Goal,
    Indicator,
    LifecycleStatus,
    Measure,
    Party,
    Period,
    Progress,
    Standing,
)
from tui.present import agreement, language

from .saying import in_all

TODAY = date(2026, 11, 23)
SHARE = Indicator(id="i", title="Andel", measure=Measure.PERCENTAGE)
HALF = Progress(
    standing=Standing.BEHIND,
    computed=True,
    actual=12,
    target=20,
    fraction=0.6,
    planned_fraction=0.99,
    as_of=date(2026, 9, 30),
)


def of(**given: object) -> Agreement:
    return Agreement(id="a", title="Avtale", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_every_standing_fits_its_column(code: str) -> None:
    language.use(code)
    words = [agreement.standing(one) for one in Standing]
    assert max(map(len, words)) <= 13
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_every_status_fits_its_column(code: str) -> None:
    language.use(code)
    assert max(len(agreement.status(one)) for one in (*AgreementStatus, None)) <= 10


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (Standing.BEHIND, ("BAK", "BAK", "BEHIND")),
        (Standing.ON_TRACK, ("på plan", "på plan", "on track")),
        (Standing.OVERDUE, ("FORFALT", "FORFALLE", "OVERDUE")),
        (Standing.MISSING_NUMBERS, ("mangler tall", "manglar tal", "no numbers")),
        (Standing.NO_INDICATOR, ("uten måltall", "utan måltal", "no target")),
        (Standing.NOT_STARTED, ("ikke startet", "ikkje starta", "not started")),
        (Standing.EXCEEDED, ("over mål", "over mål", "above target")),
    ],
)
def test_standing(standing: Standing, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: agreement.standing(standing)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            HALF,
            (
                "BAK: 12/20 (60 %), per 30.9.2026, regnet ut her",
                "BAK: 12/20 (60 %), per 30.9.2026, rekna ut her",
                "BEHIND: 12/20 (60%), as of 30.9.2026, worked out here",
            ),
        ),
        (
            Progress(standing=Standing.UNDERWAY, computed=True, baseline=4, actual=14, target=20, fraction=0.625),
            (
                "i gang: 14/20 (62 % av veien fra 4), regnet ut her",
                "i gang: 14/20 (62 % av vegen frå 4), rekna ut her",
                "under way: 14/20 (62% of the way from 4), worked out here",
            ),
        ),
        (
            Progress(standing=Standing.MISSING_NUMBERS, computed=True, target=120),
            (
                "mangler tall: -/120, regnet ut her",
                "manglar tal: -/120, rekna ut her",
                "no numbers: -/120, worked out here",
            ),
        ),
        (
            Progress(standing=Standing.AT_RISK, computed=False),
            ("i fare: ifølge kilden", "i fare: ifølgje kjelda", "at risk: as the source says"),
        ),
        (
            Progress(standing=Standing.NO_INDICATOR, computed=True),
            (
                "uten måltall: bare beskrevet med ord",
                "utan måltal: berre skildra med ord",
                "no target: described in words only",
            ),
        ),
    ],
)
def test_standing_explained(value: Progress, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: agreement.standing_explained(value)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (12, ("12", "12", "12")),
        (19.8, ("19,8", "19,8", "19.8")),
        (0.125, ("0,12", "0,12", "0.12")),
        (-0.001, ("0", "0", "0")),
        (-2.5, ("-2,5", "-2,5", "-2.5")),
        (1000, ("1000", "1000", "1000")),
        (1234567.5, ("1\u00a0234\u00a0567,5", "1\u00a0234\u00a0567,5", "1\u00a0234\u00a0567.5")),
        (100, ("100", "100", "100")),
    ],
)
def test_number(value: float, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: agreement.number(value)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (HALF, "12/20"),
        (Progress(standing=Standing.MISSING_NUMBERS, computed=True, target=120), "-/120"),
        (Progress(standing=Standing.UNDERWAY, computed=True, actual=0, target=1), "0/1"),
        (Progress(standing=Standing.UNDERWAY, computed=True, actual=55.5, target=60, indicator=SHARE), "55,5/60 %"),
        (Progress(standing=Standing.NO_INDICATOR, computed=True), "-"),
    ],
)
def test_numbers(value: Progress, expected: str) -> None:
    language.use("nb")
    assert agreement.numbers(value) == expected


def with_fraction(fraction: float | None, plan: float | None = None) -> Progress:
    return Progress(standing=Standing.UNDERWAY, computed=True, fraction=fraction, planned_fraction=plan)


@pytest.mark.parametrize(
    ("value", "width", "expected"),
    [
        (with_fraction(0.6), 12, "[######....]"),
        (with_fraction(0.6, 0.6), 12, "[######|...]"),
        (with_fraction(0.6, 0.2), 12, "[##|###....]"),
        (with_fraction(0.6, 1.0), 12, "[######...|]"),
        (with_fraction(0.0, 0.0), 12, "[|.........]"),
        (with_fraction(0.999), 12, "[#########.]"),
        (with_fraction(1.0, 0.5), 12, "[##########]"),
        (with_fraction(1.47, 0.5), 12, "[#########+]"),
        (with_fraction(-0.3), 12, "[..........]"),
        (with_fraction(None, 0.5), 12, ""),
        (with_fraction(0.5), 5, "[#..]"),
        (with_fraction(0.5), 4, ""),
        (with_fraction(0.5), 0, ""),
    ],
)
def test_bar(value: Progress, width: int, expected: str) -> None:
    assert agreement.bar(value, width) == expected


@pytest.mark.parametrize(
    ("fraction", "expected"),
    [
        (0.6, ("60 %", "60 %", "60%")),
        (0.999, ("99 %", "99 %", "99%")),
        (0.29, ("29 %", "29 %", "29%")),
        (1.47, ("147 %", "147 %", "147%")),
        (-0.1, ("-10 %", "-10 %", "-10%")),
        (None, ("-", "-", "-")),
    ],
)
def test_percent(fraction: float | None, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: agreement.percent(with_fraction(fraction))) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (of(), ("ikke avtalt", "ikkje avtalt", "not agreed")),
        (
            of(valid_from=date(2023, 10, 26)),
            ("26.10.2023 - ikke avtalt", "26.10.2023 - ikkje avtalt", "26.10.2023 - not agreed"),
        ),
        (
            of(valid_from=date(2026, 1, 1), valid_to=date(2028, 12, 31)),
            (
                "1.1.2026 - 31.12.2028 (25 måneder igjen)",
                "1.1.2026 - 31.12.2028 (25 månader igjen)",
                "1.1.2026 - 31.12.2028 (25 months left)",
            ),
        ),
        (
            of(valid_to=date(2026, 12, 31)),
            (
                "ikke avtalt - 31.12.2026 (38 dager igjen)",
                "ikkje avtalt - 31.12.2026 (38 dagar igjen)",
                "not agreed - 31.12.2026 (38 days left)",
            ),
        ),
        (
            of(valid_from=date(2025, 1, 1), valid_to=date(2026, 11, 22)),
            ("1.1.2025 - 22.11.2026 (utløpt)", "1.1.2025 - 22.11.2026 (gått ut)", "1.1.2025 - 22.11.2026 (expired)"),
        ),
        (
            of(valid_from=date(2027, 1, 1), valid_to=date(2027, 12, 31)),
            (
                "1.1.2027 - 31.12.2027 (ikke begynt)",
                "1.1.2027 - 31.12.2027 (ikkje byrja)",
                "1.1.2027 - 31.12.2027 (not begun)",
            ),
        ),
    ],
)
def test_validity(value: Agreement, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: agreement.validity(value, TODAY)) == expected


@pytest.mark.parametrize(
    ("say", "expected"),
    [
        (lambda: agreement.signed(of()), ("ikke oppgitt", "ikkje oppgitt", "not stated")),
        (
            lambda: agreement.signed(of(signed_date="2023-05", signed_place="Bodø")),
            ("mai 2023, Bodø", "mai 2023, Bodø", "May 2023, Bodø"),
        ),
        (lambda: agreement.meetings(of(), TODAY), ("ikke avtalt", "ikkje avtalt", "not agreed")),
        (
            lambda: agreement.meetings(
                of(
                    meeting_cadence="hvert halvår",
                    next_meeting_date=date(2026, 12, 3),
                    evaluation_due_date=date(2027, 5, 1),
                ),
                TODAY,
            ),
            (
                "hvert halvår; neste 3.12.2026; evaluering innen 1.5.2027",
                "hvert halvår; neste 3.12.2026; evaluering innan 1.5.2027",
                "hvert halvår; next 3.12.2026; evaluation by 1.5.2027",
            ),
        ),
        (
            lambda: agreement.meetings(of(next_meeting_date=date(2026, 10, 1)), TODAY),
            ("sist kjente 1.10.2026", "sist kjende 1.10.2026", "last known 1.10.2026"),
        ),
        (lambda: agreement.type_word("intensjonsavtale"), ("intensjonsavtale",) * 3),
        (lambda: agreement.type_word(None), ("uoppgitt", "uoppgitt", "unstated")),
        (lambda: agreement.status(AgreementStatus.EXPIRED), ("utløpt", "gått ut", "expired")),
        (lambda: agreement.not_agreed(), ("ikke avtalt", "ikkje avtalt", "not agreed")),
    ],
)
def test_facts_of_an_agreement(say: Callable[[], str], expected: tuple[str, str, str]) -> None:
    assert in_all(say) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Party(name="Nav"), ("Nav", "Nav", "Nav")),
        (
            Party(name="Nav", role="vert", signatory_name="Kari Nilsen", signatory_title="direktør"),
            ("Nav (vert): Kari Nilsen, direktør",) * 3,
        ),
        (Party(organization_id="x"), ("(ikke i lokal kopi)", "(ikkje i lokal kopi)", "(not in the local copy)")),
        (Party(signatory_name="Kari"), ("ikke oppgitt: Kari", "ikkje oppgitt: Kari", "not stated: Kari")),
    ],
)
def test_party(value: Party, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: agreement.party(value)) == expected


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        (Goal(id="g", agreement_id="a", title="m"), ("ikke avtalt", "ikkje avtalt", "not agreed")),
        (
            Goal(id="g", agreement_id="a", title="m", due_date=date(2026, 11, 27)),
            ("27.11.2026 (4 dager igjen)", "27.11.2026 (4 dagar igjen)", "27.11.2026 (4 days left)"),
        ),
        (
            Goal(id="g", agreement_id="a", title="m", due_date=date(2026, 11, 22)),
            ("22.11.2026 (1 d over fristen)", "22.11.2026 (1 d over fristen)", "22.11.2026 (overdue 1 d)"),
        ),
        (
            Goal(
                id="g",
                agreement_id="a",
                title="m",
                due_date=date(2026, 11, 22),
                lifecycle_status=LifecycleStatus.COMPLETED,
            ),
            ("22.11.2026",) * 3,
        ),
        (
            Goal(
                id="g",
                agreement_id="a",
                title="m",
                due_date=date(2026, 11, 22),
                achievement_status=AchievementStatus.ACHIEVED,
            ),
            ("22.11.2026",) * 3,
        ),
    ],
)
def test_goal_due(goal: Goal, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: agreement.goal_due(goal, TODAY)) == expected


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (Action(id="t", title="x"), ("uten frist", "utan frist", "no date set")),
        (Action(id="t", title="x", status=ActionStatus.SCHEDULED), ("planlagt", "planlagt", "planned")),
        (
            Action(id="t", title="x", status=ActionStatus.SCHEDULED, due_date=date(2026, 11, 27)),
            ("frist 27.11.2026 (4 dager igjen)", "frist 27.11.2026 (4 dagar igjen)", "due 27.11.2026 (4 days left)"),
        ),
        (
            Action(id="t", title="x", due_date=date(2026, 11, 20)),
            (*["frist 20.11.2026 (3 d over fristen)"] * 2, "due 20.11.2026 (overdue 3 d)"),
        ),
        (
            Action(id="t", title="x", status=ActionStatus.MET, date_met=date(2026, 5, 3)),
            ("gjort 3.5.2026", "gjort 3.5.2026", "done 3.5.2026"),
        ),
        (Action(id="t", title="x", status=ActionStatus.MET), ("gjort", "gjort", "done")),
        (
            Action(id="t", title="x", status=ActionStatus.NOT_MET, due_date=date(2026, 5, 3)),
            ("ikke gjort", "ikkje gjort", "not done"),
        ),
        (
            Action(id="t", title="x", status=ActionStatus.PARTIALLY_MET),
            ("delvis gjort", "delvis gjort", "partly done"),
        ),
    ],
)
def test_action_state(action: Action, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: agreement.action_state(action, TODAY)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            Period(start=date(2026, 1, 1), end=date(2026, 6, 30), target=20, actual=12.5, comment="foreløpig"),
            (
                "1.1.2026-30.6.2026: 12,5/20 (foreløpig)",
                "1.1.2026-30.6.2026: 12,5/20 (foreløpig)",
                "1.1.2026-30.6.2026: 12.5/20 (foreløpig)",
            ),
        ),
        (
            Period(end=date(2026, 6, 30), target=20),
            ("til 30.6.2026: -/20", "til 30.6.2026: -/20", "until 30.6.2026: -/20"),
        ),
        (
            Period(start=date(2026, 7, 1), target=20),
            ("fra 1.7.2026: -/20", "frå 1.7.2026: -/20", "from 1.7.2026: -/20"),
        ),
        (Period(actual=0), ("uten datoer: 0/-", "utan datoar: 0/-", "no dates: 0/-")),
    ],
)
def test_period(value: Period, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: agreement.period(value)) == expected
