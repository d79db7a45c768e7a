"""The review of a period, from the first agreement to the closed review, by keys and without a network."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tui.domain.agreement import Agreement
from tui.domain.identity import agreement_subject
from tui.domain.periods import Stage
from tui.storage.book.book import Book
from tui.ui.app import SamspillApp
from tui.ui.panes.widgets import AgreementsPane, GoalsPane
from tui.ui.review_desk import ReviewDesk
from tui.ui.screens.ask import AskLine
from tui.ui.services import Services
from tui.ui.state import load

from .conftest import NOW, opened, press, screen_text
from .reviews import NAME, closed_in_september, found


def goals_of(app: SamspillApp) -> GoalsPane:
    assert app.main is not None
    pane = app.main.panes["goals"]
    assert isinstance(pane, GoalsPane)
    return pane


def row_with(app: SamspillApp, words: str) -> str:
    return next(line for line in screen_text(app).splitlines() if words in line)


async def test_what_moved_since_the_last_review_stands_beside_every_number(services: Services) -> None:
    closed_in_september(services)
    async with opened(services, size=(120, 40), lang="nb") as (app, pilot):
        await press(pilot, "4", *"jjjj")
        shown = screen_text(app)
        assert "Gjennomgang T3-2026 (1.9-31.12) mot «T2-gjennomgang» (8.9)" in shown
        assert "0 av 13 gjennomgått" in shown
        assert row_with(app, "20 praksisplasser fylt (eksempel)  ").rstrip().endswith("31.10.2026       +3")
        assert row_with(app, "Felles transport").rstrip().endswith("-")  # prose has nothing that could move
        assert "| FORRIGE, 8.9" in shown
        assert "11/20, BAK" in shown
        assert '"Følg opp i november."' in shown
        await press(pilot, "5", "j", "enter")
        assert "10.2026     +3" in screen_text(app)


async def test_the_first_review_has_nothing_to_compare_with(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "4")
        shown = screen_text(app)
        assert "T3-2026 (1.9-31.12) first review here" in shown
        assert "since" not in shown
        await app.run_action("command('review.compare')", default_namespace=app.main)
        assert "No review was closed yet" in screen_text(app)


async def test_a_review_from_the_first_agreement_to_the_baseline(services: Services) -> None:
    closed_in_september(services)
    every = services.reader.agreements()
    async with opened(services) as (app, pilot):
        await press(pilot, "4", "g")
        for number, agreement in enumerate(every, start=1):
            assert goals_of(app).agreement_here == agreement
            await press(pilot, "m")
            assert row_with(app, agreement.title[:20]).rstrip().endswith("seen 23.11")
            await press(pilot, "m")
            if number < len(every):
                assert f"{number} of 13 reviewed" in screen_text(app)
        assert isinstance(app.screen, AskLine)
        assert "Close the review of T3-2026 (13 of 13 reviewed)" in screen_text(app)
        assert "T3-2026" in screen_text(app).splitlines()[3]
        await press(pilot, *" ny", "enter")
        assert "13 of 13 reviewed, closed 23.11" in screen_text(app)
    latest, before = services.book.baselines()
    assert (latest.name, latest.period, before.name) == ("T3-2026 ny", "T3-2026", NAME)
    async with opened(services) as (app, pilot):  # another sitting
        await press(pilot, "4", "u")
        assert "Undone: review closed (T3-2026 ny)" in screen_text(app)
        assert "13 of 13 reviewed" in screen_text(app)
        assert [one.name for one in services.book.baselines()] == [NAME]
        await press(pilot, "u")
        assert "12 of 13 reviewed" in screen_text(app)


async def test_the_review_becomes_a_document_by_way_of_the_pane(services: Services) -> None:
    closed_in_september(services)
    async with opened(services, lang="nb") as (app, pilot):
        await press(pilot, "4", *"jjjj", "m", "m")
        by_title = {one.title: one for one in goals_of(app).exports()}
        page = by_title["Gjennomgang T3-2026, alle avtaler: side til utskrift"].make().decode()
        row = row_with(app, "FORFALT")
        assert "1 av 13 gjennomgått" in page
        assert "FORFALT" in row
        assert "+3 siden «T2-gjennomgang» (8.9): 11 -&gt; 14" in page
        await press(pilot, "5")
        assert app.main is not None
        titles = [one.title for one in app.main.pane.exports()]
        assert "Gjennomgang T3-2026, denne avtalen: Markdown" in titles


async def test_it_goes_on_where_it_was_left_and_notes_count(services: Services) -> None:
    first, second, *_rest = services.reader.agreements()
    async with opened(services) as (_app, pilot):
        await press(pilot, "4", "g", "m")
    with closing(Book(services.book.path, lambda: NOW - timedelta(days=3))) as another:
        another.note(agreement_subject(second), "Ring dem.")
    async with opened(services) as (app, pilot):
        await press(pilot, "5")
        assert row_with(app, first.title[:20]).rstrip().endswith("seen 23.11")
        assert row_with(app, second.title[:20]).rstrip().endswith("noted 20.11")
        await press(pilot, "g", "m", "m", "m")
        assert row_with(app, first.title[:20]).rstrip().endswith("finished 23.11")
        assert row_with(app, second.title[:20]).rstrip().endswith("finished 23.11")
        assert "2 of 13 reviewed" in screen_text(app)


async def test_it_can_be_closed_at_any_time_and_left_open(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "4", "colon", *"close the review", "enter")
        assert "(0 of 13 reviewed)" in screen_text(app)
        await press(pilot, "escape")
        assert "The review goes on." in screen_text(app)
        assert services.book.baselines() == ()
        await press(pilot, "colon", *"close the review", "enter", "enter")
        assert 'kept as "T3-2026". u takes that back.' in screen_text(app)
        await press(pilot, "colon", *"close the review", "enter", "enter")
        assert [one.name for one in services.book.baselines()] == ["T3-2026 (2)", "T3-2026"]
        await press(pilot, "colon", *"compare with", "enter")
        assert "*" not in screen_text(app)  # nothing was closed before this period
        await press(pilot, "2")
        assert 'against "T3-2026" (23.11)' in screen_text(app)
        await press(pilot, "colon", *"compare with", "enter")
        assert "* 2  T3-2026 (23.11)" in screen_text(app)


async def test_v_goes_from_all_to_deviations_to_what_is_not_reviewed(services: Services) -> None:
    agreement, _goal = found(services.reader.agreements(), "20 praksisplasser fylt (eksempel)")
    services.book.set_stage(agreement, Stage.DONE, services.book.period())
    async with opened(services) as (app, pilot):
        await press(pilot, "4", "v")
        assert "only deviations (v: not reviewed)" in screen_text(app)
        assert "Arbeidspraksis på Fauske" in screen_text(app)
        await press(pilot, "v")
        assert "only not reviewed (v: all)" in screen_text(app)
        await press(pilot, "g")
        assert "Arbeidspraksis på Fauske" not in screen_text(app)
        for one in services.reader.agreements():
            services.book.set_stage(one, Stage.DONE, services.book.period())
        await press(pilot, "v", "v", "v")
        assert "Every agreement is finished in this review." in screen_text(app)
        app.exit()
    async with opened(services) as (app, pilot):  # another sitting
        await press(pilot, "4")
        assert "Every agreement is finished in this review." in screen_text(app)
        await press(pilot, "v")
        assert "deviate" in screen_text(app)


async def test_an_earlier_period_is_gone_on_with_until_it_is_closed(services: Services) -> None:
    september = datetime(2026, 9, 8, 7, 0, tzinfo=UTC)
    with closing(Book(services.book.path, lambda: september)) as book:
        early = replace(services, book=book, clock=lambda: september)
        async with opened(early) as (app, pilot):
            await press(pilot, "4", "L")
            assert "This is the period it is now." in screen_text(app)
            await press(pilot, "H")
            assert "T2-2026 (1.5-31.8) first review" in screen_text(app)
            await press(pilot, "H")
            assert "No earlier period was reviewed." in screen_text(app)
            await press(pilot, "g", "m")
        assert load(services.state_file).review_period == "T2-2026"
        assert [len(book.period_reviews(one)) for one in book.reviewed_periods()] == [1]
        async with opened(early) as (app, pilot):
            assert "T2-2026: 0 of 13" in (await shown(pilot, app, "5"))
            await press(pilot, "4", "colon", *"close the review", "enter", "enter")
            assert " T2-2026 (1.5-31.8)" in screen_text(app)
        async with opened(early) as (app, pilot):
            assert 'T3-2026 (1.9-31.12) against "T2-2026" (8.9)' in (await shown(pilot, app, "4"))


async def test_a_period_that_was_closed_tells_what_moved_until_then(services: Services) -> None:
    book = services.book
    first, period = closed_in_september(services), book.period()
    agreements = services.reader.agreements()
    book.close_review("T3", agreements, period)
    later = replace(services, clock=lambda: datetime(2027, 1, 11, 8, 0, tzinfo=UTC))
    with closing(Book(book.path, later.clock)) as theirs:
        async with opened(replace(later, book=theirs), size=(120, 40), lang="nb") as (app, pilot):
            assert "siden T3" in await shown(pilot, app, "4")
            past = await shown(pilot, app, "H")
            assert f"«{first.name}»" in past
            assert "T2 til T3" in past
            assert "+3" in past


async def test_an_earlier_period_is_never_held_against_a_later_review(services: Services) -> None:
    book = services.book
    for at in (book.period().previous(), book.period()):
        book.close_review(at.name, services.reader.agreements(), at)
    january = replace(services, clock=lambda: datetime(2027, 1, 11, 8, 0, tzinfo=UTC))
    with closing(Book(book.path, january.clock)) as theirs:
        async with opened(replace(january, book=theirs), size=(120, 40)) as (app, pilot):
            assert "T2 to T3" in await shown(pilot, app, "4", "H")
            first = await shown(pilot, app, "H")
            assert "T2-2026 (1.5-31.8) first review here" in first
            assert "since" not in first


async def test_a_period_that_was_passed_over_ends_with_the_next_review(services: Services) -> None:
    closed_in_september(services)
    book = services.book
    book.close_review("T1", services.reader.agreements(), book.period().following())
    later = replace(services, clock=lambda: datetime(2027, 6, 7, 8, 0, tzinfo=UTC))
    with closing(Book(book.path, later.clock)) as theirs:
        async with opened(replace(later, book=theirs), size=(120, 40), lang="nb") as (app, pilot):
            assert "T2 til T1" in await shown(pilot, app, "4", "H")
            passed = await shown(pilot, app, "H")
            assert "Gjennomgang T3-2026 (1.9-31.12) mot «T2-gjennomgang» (8.9.2026)" in passed
            assert "T2 til T1" in passed
            assert row_with(app, "20 praksisplasser fylt (eksempel)  ").rstrip().endswith("+3")


async def shown(pilot: object, app: SamspillApp, *keys: str) -> str:
    await press(pilot, *keys)  # type: ignore[arg-type]
    return screen_text(app)


async def test_another_baseline_is_chosen_from_the_menu_and_remembered(services: Services) -> None:
    first = closed_in_september(services)
    services.book.close_review("T2 igjen", services.reader.agreements(), services.book.period().previous())
    async with opened(services) as (app, pilot):
        assert "T2 igjen" in await shown(pilot, app, "4")
        await app.run_action("command('review.compare')", default_namespace=app.main)
        await press(pilot, "2")
        assert f'against "{NAME}" (8.9)' in screen_text(app)
    assert load(services.state_file).review_baseline == first.id
    async with opened(services) as (app, pilot):
        assert NAME in await shown(pilot, app, "4")


async def test_m_says_what_it_cannot_mark(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "2", "m")
        assert services.book.last_step() is None
        await press(pilot, "4", "slash", *"bruaaa", "enter", "m")
        assert "There is no agreement here to mark." in screen_text(app)
        await press(pilot, "escape", "escape", "u")
        assert "There is nothing to undo." in screen_text(app)


async def test_a_book_that_cannot_be_written_is_one_sentence(services: Services) -> None:
    services.book.path.parent.mkdir(parents=True)
    services.book.path.write_bytes(b"no book at all " * 400)
    async with opened(services) as (app, pilot):
        for keys in ("m", "u"):
            await press(pilot, "4", "g", keys)
            assert screen_text(app).splitlines()[-2].startswith(f" {str(services.book.path)[:40]}")
        await press(pilot, "colon", *"close the review", "enter", "enter")
        assert screen_text(app).splitlines()[-2].startswith(f" {str(services.book.path)[:40]}")


def test_a_thousand_goals_are_held_against_a_baseline(services: Services) -> None:
    (pattern, goal) = found(services.reader.agreements(), "20 praksisplasser fylt (eksempel)")
    many = [
        Agreement(
            id=f"a{number}",
            title=f"Avtale {number}",
            goals=tuple(replace(goal, id=f"g{number}.{one}", agreement_id=f"a{number}") for one in range(10)),
        )
        for number in range(100)
    ]
    services.book.close_review("stor", many, services.book.period().previous())
    desk = ReviewDesk(services.book)
    moved = {desk.review.moved(one, NOW.date()) for agreement in many for one in agreement.goals}
    assert [one.delta for one in moved if one] == [0]
    assert desk.review.moved(pattern.goals[0], NOW.date()) is not None
    assert desk.review is desk.review  # read once while nothing changes


@pytest.mark.parametrize("remembered", ["T9-2026", "x", "K1-2026", "T3-2031", None])
def test_a_remembered_period_that_does_not_fit_is_left(remembered: str | None, services: Services) -> None:
    desk = ReviewDesk(services.book, remembered, 99)
    assert desk.review.period == services.book.current_period()
    assert desk.review.baseline is None


async def test_the_agreements_pane_marks_too(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "5", "g", "m", "m")
        assert app.main is not None
        pane = app.main.panes["agreements"]
        assert isinstance(pane, AgreementsPane)
        assert pane.list.index == 1
        assert "1 of 13 reviewed" in screen_text(app)
