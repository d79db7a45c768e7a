"""The report of a review: its facts, the words of the screen, and the person's own notes only where wanted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.storage.book.shelf import BRUA, NAV, Shelf, agreement_of, language_cafe
from tui.domain.agreement import Action, ActionStatus, Agreement, Goal, Indicator, Period
from tui.domain.baselines import ACTUAL
from tui.domain.errors import Offline, OfflineReason
from tui.domain.freshness import Collection
from tui.domain.identity import agreement_subject, goal_subject
from tui.domain.periods import Stage
from tui.domain.review import RecordRef
from tui.plain.export.document import Bar, Document, Series
from tui.plain.export.gathered import Gathered, gather
from tui.plain.export.markdown import as_markdown
from tui.plain.export.page import as_page
from tui.plain.export.report import agreement_report, period_report
from tui.plain.export.review_choices import review_choices
from tui.present import language
from tui.storage.reader import Reader

NOW = datetime(2026, 11, 23, 7, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    language.use("nb")
    yield
    language.use(language.SOURCE)


def counted(key: str, title: str, *actuals: float | None, due: date | None = None, **more: object) -> Goal:
    """Numbers by the month of 2026, against twenty."""
    periods = tuple(
        Period(start=date(2026, month, 1), end=date(2026, month, 28), target=20, actual=actual)
        for month, actual in enumerate(actuals, start=1)
    )
    numbers = (Indicator(id="i", title="Personer", unit="personer", periods=periods),) if actuals else ()
    return Goal(id=key, agreement_id="a", title=title, due_date=due, indicators=numbers, **more)  # type: ignore[arg-type]


GOALS = (
    counted("g1", "Praksis", 9, None, 12, due=date(2026, 11, 20), start_date=date(2026, 1, 1)),
    counted("g2", "Besøk", None, None),
    counted("g3", "Møteplasser", actions=(
        Action(id="x", title="Kurs", status=ActionStatus.MET, date_met=date(2026, 5, 3)),
        Action(id="y", title="Rapport", status=ActionStatus.SCHEDULED, due_date=date(2026, 11, 1)),
    )),
)  # fmt: skip


@pytest.fixture
def known(tmp_path: Path) -> Gathered:
    """A review against one closed in September, with a change and notes before and after."""
    shelf = Shelf(tmp_path)
    shelf.clock.now = datetime(2026, 9, 8, 9, 0, tzinfo=UTC)
    before = language_cafe(goals=(counted("g1", "Praksis", 9),), valid_to=date(2027, 1, 31))
    now = language_cafe(goals=GOALS, valid_to=date(2026, 12, 31))
    shelf.load(Collection.PARTNERS, NAV, BRUA)
    shelf.load(Collection.AGREEMENTS, before)
    shelf.carry()
    with shelf.book() as book:
        book.note(agreement_subject(agreement_of(before)), "Før lukking.")
        shelf.clock.advance(hours=1)
        book.close_review("T2-gjennomgang", [agreement_of(before)], book.period().previous())
        shelf.clock.now = NOW - timedelta(days=1)
        book.note(agreement_subject(agreement_of(now)), "Ring <Kari>.\nHun *vet*.")
        book.note(goal_subject(GOALS[0], agreement_of(now)), "Etter lukking.")
        book.set_stage(agreement_of(now), Stage.SEEN, book.period())
    shelf.change(Collection.AGREEMENTS, now)
    reader = Reader.open(shelf.copy)
    with shelf.book() as book:
        found = gather(reader, book, book.review_of(book.period()), NOW)
    reader.close()
    return found


def text(document: Document) -> str:
    return as_markdown(document).decode()


def test_one_agreement_tells_all_there_is(known: Gathered) -> None:
    (agreement,) = known.agreements
    told = text(agreement_report(known, agreement))
    for words in (
        "# Språkkafé: Gjennomgang T3-2026 (1.9-31.12)",
        "Mot «T2-gjennomgang» (8.9).",
        "- Gyldig: ikke avtalt - 31.12.2026 (38 dager igjen)",
        "- Part: Nav",
        "- Gjennomgang: sett 22.11",
        "`[############........]` FORFALT: 12/20 (60 %), per 28.3.2026, regnet ut her",
        "- \\+3 siden «T2-gjennomgang» (8.9): 9 -\\> 12",
        "- Frist: 20.11.2026 (3 d over fristen)",
        "- 28\\.2.2026: -",
        "- [x] Kurs: gjort 3.5.2026",
        "- [ ] Rapport: frist 1.11.2026 (22 d over fristen)",
        "sluttdato: 31.1.2027 -\\> 31.12.2026",
        "> Ring \\<Kari\\>.\\\n> Hun \\*vet\\*.",
        "Etter lukking.",
        "ikke fra kilden",
    ):
        assert words in told
    assert "Før lukking." not in told


def test_the_whole_period_says_what_is_late_and_what_lacks_numbers(known: Gathered) -> None:
    told = text(period_report(known))
    assert "0 av 1 gjennomgått" in told
    late, without = told.split("## Over fristen (2)")[1].split("## Uten tall (1)")
    assert "Praksis: 20.11.2026 (3 d over fristen) (Språkkafé)" in late
    assert "Rapport: frist 1.11.2026" in late
    assert "Besøk: ingen tall ennå (Språkkafé)" in without.split("##")[0]


def test_own_notes_can_be_left_out(known: Gathered) -> None:
    (agreement,) = known.agreements
    for document in (period_report(known, notes=False), agreement_report(known, agreement, notes=False)):
        for made in (as_markdown(document), as_page(document)):
            assert b"Kari" not in made
            assert b"Etter lukking" not in made


def test_it_says_how_old_its_facts_are_and_what_was_not_checked(known: Gathered) -> None:
    assert re.search(r"Laget 23\.11\.2026 08:03 .* hentet \d+\.\d+\.2026 \d\d:\d\d\.", text(period_report(known)))
    error = Offline(url="https://api.example", reason=OfflineReason.NAME)
    failed = replace(known, states=[replace(one, error=error) for one in known.states])
    assert "Avtaler og mål er ikke sjekket: siste synk feilet." in text(period_report(failed))
    assert "er ikke sjekket" not in text(period_report(known))


def test_what_is_drawn_is_also_said(known: Gathered) -> None:
    (agreement,) = known.agreements
    blocks = agreement_report(known, agreement).blocks
    drawn = [(one.points, one.target) for one in blocks if isinstance(one, Series)]
    assert drawn == [((("28.1.2026", 9), ("28.2.2026", None), ("28.3.2026", 12)), 20)]
    assert [one.words[:7] for one in blocks if isinstance(one, Bar)] == ["FORFALT"]
    page = as_page(period_report(known)).decode()
    assert page.count("<svg") == 2
    assert "Ring &lt;Kari&gt;." in page


def test_changes_after_the_review_was_closed_are_of_the_next(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    first = language_cafe(valid_to=date(2027, 1, 31))
    shelf.load(Collection.AGREEMENTS, first)
    shelf.carry()
    shelf.change(Collection.AGREEMENTS, language_cafe(valid_to=date(2027, 2, 28)))
    with shelf.book() as book:
        book.close_review("en", [agreement_of(first)], book.period().previous())
    shelf.change(Collection.AGREEMENTS, language_cafe(valid_to=date(2027, 3, 31)))
    with shelf.book() as book:
        book.close_review("to", [agreement_of(first)], book.period())
    shelf.change(Collection.AGREEMENTS, language_cafe(valid_to=date(2027, 4, 30)))
    reader = Reader.open(shelf.copy)
    with shelf.book() as book:
        found = gather(reader, book, book.review_of(book.period()), NOW)
    reader.close()
    assert [one.after for one in found.changes["a"]] == ["2027-03-31"]


def test_a_movement_ends_where_the_review_was_closed_and_says_so(known: Gathered) -> None:
    review = known.review
    assert review.baseline is not None
    closed = replace(review.baseline, id=2, name="T3-gjennomgang", closed_at=NOW - timedelta(days=1))
    ended = {**review.values, (RecordRef.goal(GOALS[0]), ACTUAL): 11}
    told = text(period_report(replace(known, review=replace(review, closed=closed, until=closed, ended=ended))))
    assert "+2 fra «T2-gjennomgang» (8.9) til «T3-gjennomgang» (22.11): 9 -\\> 11" in told
    assert "+3" not in told


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_every_choice_can_be_made_in_every_language(code: str, known: Gathered) -> None:
    language.use(code)
    (agreement,) = known.agreements
    choices = review_choices(known, agreement)
    assert len({one.title for one in choices}) == len(choices) == 8
    assert {one.suffix for one in choices} == {"html", "md"}
    assert choices[0].name == f"samspill-{'review' if code == 'en' else 'gjennomgang'}-t3-2026-2026-11-23"
    for one in choices:
        made = one.make()
        assert (b'<html lang="%s">' % code.encode() in made) is (one.suffix == "html")
    assert [b"Etter lukking." in one.make() for one in choices] == [True, True, False, False] * 2
    assert len(review_choices(replace(known, notes={}), None)) == 2


def test_an_agreement_without_anything_is_reported_too(known: Gathered) -> None:
    bare = replace(known, agreements=[Agreement(id="z", title="Bare")], changes={}, notes={})
    told = text(period_report(bare))
    assert "- Gyldig: ikke avtalt" in told
    assert "Ingen som denne maskinen har sett." in told
    assert told.count("Ingenting.") == 2
