"""Notes, points and questions: written, changed, taken back, and never lost with their record."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui.domain.errors import BookError, BookFault
from tui.domain.identity import agreement_subject, goal_subject, partner_subject
from tui.domain.notes import Answer, Finding, Subject
from tui.domain.periods import Stage
from tui.domain.undo import Action
from tui.storage.book.book import Book
from tui.storage.book.undo import KEPT

from .shelf import BRUA, NAV, Shelf, agreement_of, language_cafe, partner_of

CAFE = agreement_of(language_cafe())
PARTNER, OTHER, AGREEMENT = partner_subject(partner_of(BRUA)), partner_subject(partner_of(NAV)), agreement_subject(CAFE)
GOAL = goal_subject(CAFE.goals[0], CAFE)


def test_a_note_is_kept_and_changed(shelf: Shelf) -> None:
    with shelf.book() as book:
        number = book.note(PARTNER, "  Første linje\nandre linje ")
        shelf.clock.advance(hours=1)
        book.note(AGREEMENT, "Om avtalen")
        (note,) = book.notes(PARTNER.ref)
        assert (note.id, note.text, note.subject.title) == (number, "Første linje\nandre linje", "Brua møteplass")
        book.change_note(note, "Nytt")
    with shelf.book() as book:
        (note,) = book.notes(PARTNER.ref)
        assert (note.text, note.changed_at - note.created_at) == ("Nytt", shelf.clock() - note.created_at)
        assert [one.text for one in book.notes()] == ["Om avtalen", "Nytt"]
        assert [one.text for one in book.partner_notes("brua")] == ["Om avtalen", "Nytt"]
        assert [one.text for one in book.partner_notes("nav")] == ["Om avtalen"]


def test_two_windows_do_not_overwrite_one_another(shelf: Shelf) -> None:
    with shelf.book() as book, shelf.book() as other:
        book.note(PARTNER, "en")
        (seen,) = other.notes()
        (note,) = book.notes()
        book.change_note(note, "to")
        with pytest.raises(BookError) as caught:
            other.change_note(seen, "tre")
        assert caught.value.fault is BookFault.OVERTAKEN
        (note,) = book.notes()
        assert note.text == "to"
        book.remove_note(note)
        with pytest.raises(BookError):
            other.remove_note(note)
        with pytest.raises(BookError):
            other.change_note(note, "fire")
        last = book.last_step()
        assert last is not None
        assert last.action is Action.NOTE_REMOVED


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b"])
def test_nothing_is_no_note(shelf: Shelf, text: str) -> None:
    with shelf.book() as book:
        for write in (book.note, book.raise_point, book.ask):
            with pytest.raises(ValueError, match=r"^$"):
                write(PARTNER, text)
    assert not shelf.path.exists()


def test_what_steers_a_terminal_is_not_kept(shelf: Shelf) -> None:
    with shelf.book() as book:
        book.note(PARTNER, "a\x1b[2Jb\r\nc")
        book.raise_point(PARTNER, "en\nlinje")
        assert "\x1b" not in book.notes()[0].text
        assert book.notes()[0].text.endswith("b\nc")
        assert book.points()[0].text == "en linje"


def test_points_are_raised_and_ticked(shelf: Shelf) -> None:
    with shelf.book() as book:
        book.raise_point(PARTNER, "Kontortid tirsdag falt bort, hvorfor?", about=AGREEMENT)
        book.raise_point(OTHER, "Tall for oktober")
        (point,) = book.points("brua")
        assert (point.partner, point.about) == (PARTNER, AGREEMENT)
        book.tick(point, "  Flyttet til onsdag ")
        assert [one.text for one in book.points()] == ["Tall for oktober"]
        (ticked,) = book.points("brua", done=True)
        assert (ticked.outcome, ticked.done_at) == ("Flyttet til onsdag", shelf.clock())
        book.reopen(ticked)
        assert book.points("brua")[0].outcome is None
        book.remove_point(point)
        assert book.points("brua", done=True) == ()
        for _ in range(3):
            book.undo()
        assert book.points("brua") == (point,)


def test_a_question_waits_until_it_is_answered(shelf: Shelf) -> None:
    with shelf.book() as book:
        first, second = book.ask(PARTNER, "Stengt bare i dag?"), book.ask(AGREEMENT, "Er rapporten kommet?")
        assert [one.id for one in book.pending_questions()] == [first, second]
        answer = Answer(at=shelf.clock(), finding=Finding.CHANGED, modified_at=shelf.clock())
        book.answered([first], answer)
        book.answered([first], replace(answer, finding=Finding.GONE))  # too late
        assert [one.id for one in book.pending_questions()] == [second]
        assert [(one.id, one.answer) for one in book.questions()] == [(second, None), (first, answer)]
        book.remove_question(book.questions()[1])
        assert [one.id for one in book.questions()] == [second]


def test_writing_on_a_goal_is_looking_into_its_agreement(shelf: Shelf) -> None:
    with shelf.book() as book:
        book.note(GOAL, "12 av 20")
        period = book.period()
        assert (period.name, book.period_reviews(period)["a"].stage) == ("T3-2026", Stage.NOTED)
        book.undo()
        assert (book.period_reviews(period), book.notes()) == ({}, ())
        book.set_stage(CAFE, Stage.DONE, period)
        book.note(AGREEMENT, "ferdig er ferdig")
        assert book.period_reviews(period)["a"].stage is Stage.DONE
        book.note(PARTNER, "ingen avtale")
        assert set(book.period_reviews(period)) == {"a"}


def everything(book: Book) -> tuple[object, ...]:
    return book.notes(), book.points(done=True), book.questions(), book.period_reviews(book.period()), book.baselines()


def _tick(book: Book) -> None:
    for point in book.points():
        book.tick(point, "ja")


def _change(book: Book) -> None:
    for note in book.notes():
        book.change_note(note, note.text + "!")


def _remove(book: Book) -> None:
    for note in book.notes()[:1]:
        book.remove_note(note)


DEEDS = [
    lambda book: book.note(GOAL, "notat"),
    lambda book: book.raise_point(PARTNER, "punkt", AGREEMENT),
    lambda book: book.ask(PARTNER, "spørsmål"),
    lambda book: book.set_stage(CAFE, Stage.SEEN, book.period()),
    lambda book: book.set_stage(CAFE, Stage.DONE, book.period()),
    lambda book: book.close_review("T2", [CAFE]),
    _tick,
    _change,
    _remove,
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.sampled_from(DEEDS), max_size=8))
def test_whatever_was_done_is_taken_back_step_by_step(
    tmp_path_factory: pytest.TempPathFactory, deeds: list[object]
) -> None:
    shelf = Shelf(tmp_path_factory.mktemp("undo"))
    before: list[tuple[object, ...]] = []
    with shelf.book() as book:
        for deed in deeds:
            step = book.last_step()
            number = book.number("SELECT max(id) FROM undo")
            before.append(everything(book))
            shelf.clock.advance(seconds=1)
            deed(book)  # type: ignore[operator]
            made = book.number("SELECT count(*) FROM undo WHERE id > ?", number)
            if made != 1:  # nothing, or several notes and points at once
                for _ in range(made):
                    book.undo()
                assert (everything(book), book.last_step()) == (before.pop(), step)
    with shelf.book() as book:  # after a restart
        while before:
            assert book.undo() is not None
            assert everything(book) == before.pop()
        assert book.undo() is None


def test_old_steps_are_forgotten(shelf: Shelf) -> None:
    with shelf.book() as book:
        for number in range(KEPT + 3):
            book.raise_point(PARTNER, f"punkt {number}")
        assert book.number("SELECT count(*) FROM undo") == KEPT


def test_a_subject_may_say_more_later(shelf: Shelf) -> None:
    with shelf.book() as book:
        book.note(Subject(ref=PARTNER.ref, title="Brua"), "uten nøkler")
        book.note(PARTNER, "med")
        assert {one.subject for one in book.notes()} == {PARTNER}
