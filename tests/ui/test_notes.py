"""Writing on records: notes, points to raise and questions, on cards, in rows and in lists, with a real book."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from tui.domain.identity import partner_subject
from tui.domain.notes import LONGEST, Answer, Finding, Subject
from tui.domain.review import RecordRef
from tui.present.language import LANGUAGES
from tui.storage.book.book import Book
from tui.ui.app import SamspillApp
from tui.ui.services import Services
from tui.ui.widgets.note_area import NoteArea

from .conftest import NOW, opened, press, screen_text
from .english import english

MOSJOEN = ("2", "slash", *"mosj", "enter")
"""To the one partner this finds."""


def selected(services: Services, text: str = "mosj") -> Subject:
    from tui.domain.query import EVERY_PARTNER, PartnerQuery, PartnerSort

    reader = services.reader
    query = PartnerQuery(text=text, filter=EVERY_PARTNER, sort=PartnerSort.NAME)
    (row,) = reader.partners(query, now=NOW).window(0, 2)
    partner = reader.partner(row.id)
    assert partner is not None
    return partner_subject(partner)


async def write(pilot: Pilot[None], text: str) -> None:
    await press(pilot, *("enter" if letter == "\n" else letter for letter in text))


async def paste(app: SamspillApp, pilot: Pilot[None], text: str) -> None:
    app.post_message(events.Paste(text))
    await press(pilot)


# -- notes -----------------------------------------------------------------------------------------------------


async def test_a_note_is_written_shown_changed_removed_and_brought_back(services: Services) -> None:
    book = services.book
    async with opened(services) as (app, pilot):
        await press(pilot, *MOSJOEN, "a")
        assert "Note on Stiftelsen Kirkens Bymisjon Nordland" in screen_text(app)
        await write(pilot, "ring\nspør")
        await press(pilot, "ctrl+x")
        (note,) = book.notes()
        assert note.text == "ring\nspør"
        assert note.subject == selected(services)
        shown = screen_text(app)
        assert "Noted. It stays on this machine." in shown
        assert '>" Stiftelsen Kirkens Bymisjon' in shown
        await press(pilot, "enter", "G")
        shown = screen_text(app)
        assert "MY NOTES (they stay on this machine)" in shown
        assert 'Note       "ring' in shown
        assert 'spør" (you, 23.11)' in shown
        await press(pilot, "a")
        assert "Write a new note" in screen_text(app)
        await press(pilot, "j", "enter", "1")
        assert app.screen.query_one(NoteArea).text == "ring\nspør"
        await write(pilot, "!")
        await press(pilot, "ctrl+x")
        assert [one.text for one in book.notes()] == ["ring\nspør!"]
        await press(pilot, "enter", "3")
        assert book.notes() == ()
        assert "Removed; u brings it back." in screen_text(app)
        await press(pilot, "u")
        assert [one.text for one in book.notes()] == ["ring\nspør!"]
        assert "Undone: note removed" in screen_text(app)


async def test_several_notes_are_listed_the_newest_first(services: Services) -> None:
    now = NOW - timedelta(days=5)
    book = Book(services.book.path, lambda: now)
    for text in ("first", "second", "third"):
        book.note(selected(services), text)
        now += timedelta(days=1)
    book.close()
    async with opened(services) as (app, pilot):
        await press(pilot, *MOSJOEN, "a")
        lines = [line.strip() for line in screen_text(app).splitlines()[4:7]]
        assert lines == ["20.11 third", "19.11 second", "18.11 first"]


@pytest.mark.parametrize("keys", [("3",), ("4", "j"), ("4",), ("5",)], ids=["hours", "goal", "heading", "agreement"])
async def test_a_note_on_any_record_is_on_its_card(keys: tuple[str, ...], services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, *keys, "a")
        await write(pilot, "husk")
        await press(pilot, "ctrl+x")
        assert '" ' in main_row(app)
        await press(pilot, "enter", "G")
        assert '"husk" (you, 23.11)' in screen_text(app)
    assert len(services.book.notes()) == 1


def main_row(app: SamspillApp) -> str:
    return next(line for line in screen_text(app).splitlines() if line.startswith(">"))


async def test_there_is_no_record_to_write_on_in_sync(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "7", "a", "b", "w")
        assert app.screen is app.main
        assert "Notes" in screen_text(app)
        assert "only locally" in screen_text(app)


async def test_sync_counts_the_notes(services: Services) -> None:
    services.book.note(selected(services), "x")
    async with opened(services, lang="nb") as (app, pilot):
        await press(pilot, "7")
        assert " Notater            1 bare lokalt      -      synkes aldri" in screen_text(app)


HOSTILE = "[@click=app.quit]x[/]\x1b[31m\u202eomvendt\r\nnytt\tfelt\x07 \u009b1m"


async def test_pasted_text_is_cleaned_and_keeps_its_lines(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, *MOSJOEN, "a")
        await paste(app, pilot, HOSTILE)
        shown = screen_text(app)
        assert "[@click=app.quit]x[/]" in shown
        assert not any(letter in shown for letter in "\x1b\x07\u202e\u009b")
        await press(pilot, "ctrl+x", "enter", "G")
        assert '"[@click=app.quit]x[/]' in screen_text(app)
    (note,) = services.book.notes()
    first, second = note.text.splitlines()
    assert first.startswith("[@click=app.quit]x[/]")
    assert second.startswith("nytt felt")
    assert not any(letter in note.text for letter in "\x1b\x07\u202e\u009b\r\t")


async def test_more_than_there_is_room_for_is_refused_in_a_sentence(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, *MOSJOEN, "a")
        await paste(app, pilot, "x" * (LONGEST - 1))
        await paste(app, pilot, "yz")
        assert "A note has room for 100 000 characters; this would be 100 001." in screen_text(app)
        assert len(app.screen.query_one(NoteArea).text) == LONGEST - 1


async def test_nothing_written_is_nothing_noted(services: Services, tmp_path: Path) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, *MOSJOEN, "a", "space", "ctrl+x")
        assert "Nothing is written, so nothing was noted." in screen_text(app)
        await press(pilot, "escape")
        assert app.screen is app.main
    assert services.book.notes() == ()
    assert not any((tmp_path / "data").rglob("note.txt"))


async def test_a_note_followed_its_record_or_says_that_it_is_gone(services: Services) -> None:
    gone = Subject(ref=RecordRef.partner("x"), title="Gamle Brua", partners=("x",), gone_at=NOW)
    services.book.note(gone, "nobody knows")
    async with opened(services, size=(60, 16), lang="nb") as (app, pilot):
        await app.run_action("screen.command('notes')")
        await press(pilot)
        shown = screen_text(app)
        assert "uten post: Gamle" in shown
        assert "nobody knows" in shown
        assert "Kilden har ikke lenger posten" in shown or "lenger" in shown
        await press(pilot, "enter")
        assert "Gå til posten" in screen_text(app)


# -- what is not saved -----------------------------------------------------------------------------------------


async def test_leaving_asks_and_gives_up_only_when_told_to(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, *MOSJOEN, "a", *"hei", "escape")
        assert "The note is not saved" in screen_text(app)
        await press(pilot, "2")
        assert app.screen.query_one(NoteArea).text == "hei"
        await press(pilot, "escape", "escape")
        assert app.screen.query_one(NoteArea).text == "hei"
        await press(pilot, "escape", "5")
        assert "Given up; nothing was noted." in screen_text(app)
    assert services.book.notes() == ()
    async with opened(services) as (app, pilot):
        await press(pilot, *MOSJOEN, "a")
        assert "NOT SAVED" not in screen_text(app)


async def test_a_draft_is_offered_again_and_goes_with_saving(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, *MOSJOEN, "a", *"hei", "escape", "4")
        assert "Kept as a draft, not saved yet." in screen_text(app)
    async with opened(services) as (app, pilot):
        assert "A note on Stiftelsen Kirkens Bymisjon Nordland was not saved" in screen_text(app)
        await press(pilot, *MOSJOEN, "a")
        assert "NOT SAVED: hei" in screen_text(app)
        await press(pilot, "j", "enter", "1")
        await press(pilot, "!", "ctrl+x")
        assert [one.text for one in services.book.notes()] == ["hei!"]
        assert "NOT SAVED" not in screen_text(app)


async def test_leaving_the_app_in_the_middle_of_a_word_keeps_it(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, *MOSJOEN, "a", *"midt i")
        app.exit()
    async with opened(services) as (app, pilot):
        await app.run_action("screen.command('notes')")
        await press(pilot)
        assert "NOT SAVED: midt i" in screen_text(app)
        await press(pilot, "enter", "2")
        assert "The draft is thrown away." in screen_text(app)
        assert "Nothing is noted yet." in screen_text(app)


def break_book(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"not a book" * 1000)


async def test_a_book_in_trouble_says_so_and_what_was_typed_stays(services: Services) -> None:
    break_book(services.book.path)
    book = Book(services.book.path, lambda: NOW)
    async with opened(replace(services, book=book)) as (app, pilot):
        await press(pilot, *MOSJOEN, "a", *"hei", "ctrl+x")
        assert app.screen.query_one(NoteArea).text == "hei"
        assert "book.db" in screen_text(app).replace("\n ", "")
        await press(pilot, "escape", "4", "b", *"ta opp", "enter")
        assert "ta opp" in screen_text(app)
        assert app.screen is not app.main
        await press(pilot, "escape")
        assert app.screen is app.main
    book.close()
    services.book.path.unlink()
    async with opened(services) as (app, pilot):
        await press(pilot, *MOSJOEN, "a")
        assert "NOT SAVED: hei" in screen_text(app)


async def test_a_note_that_was_changed_elsewhere_can_be_saved_as_one_of_its_own(services: Services) -> None:
    services.book.note(selected(services), "mine")
    async with opened(services) as (app, pilot):
        await press(pilot, *MOSJOEN, "a", "j", "enter", "1", *" too")
        other = Book(services.book.path, lambda: NOW + timedelta(minutes=1))
        other.change_note(other.notes()[0], "theirs")
        other.close()
        await press(pilot, "ctrl+x")
        assert "changed or removed in another window" in screen_text(app).replace("\n ", "")
        await press(pilot, "escape", "1")
    assert {one.text for one in services.book.notes()} == {"theirs", "mine too"}


# -- points ----------------------------------------------------------------------------------------------------


async def test_a_point_is_raised_ticked_reopened_and_removed(services: Services) -> None:
    book = services.book
    async with opened(services) as (app, pilot):
        await press(pilot, *MOSJOEN, "b", *"tall for oktober", "enter")
        (point,) = book.points()
        assert (point.text, point.about) == ("tall for oktober", None)
        assert point.partner == selected(services)
        assert "It is among the points to raise" in screen_text(app)
        await press(pilot, "enter", "G")
        assert "RAISE      tall for oktober" in screen_text(app)
        await press(pilot, "B")
        assert "[ ] tall for oktober" in screen_text(app)
        await press(pilot, "enter", "1", *"kommer fredag", "enter")
        assert "[x] tall for oktober (raised 23.11: kommer fredag)" in screen_text(app)
        assert book.points() == ()
        await press(pilot, "enter", "1")
        assert "[ ] tall for oktober" in screen_text(app)
        await press(pilot, "u")
        assert book.points(done=True)[0].outcome == "kommer fredag"
        await press(pilot, "enter", "3")
        assert book.points(done=True) == ()
        await press(pilot, "u", "enter", "2", "enter")
        assert book.points(done=True)[0].outcome is None
        await press(pilot, "b", *"ny", "enter", "q")
        assert [one.text for one in book.points()] == ["ny"]
        assert app.screen is app.main


async def test_a_point_from_an_agreement_asks_with_whom_and_keeps_where_it_came_from(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "5", *"jjjjjjj", "b")
        assert "With whom is it to be raised?" in screen_text(app)
        await press(pilot, "2", *"hvorfor", "enter")
        (point,) = services.book.points()
        assert point.about is not None
        assert point.about.ref.kind == "agreement"
        assert point.partner.ref.record_id in point.about.partners
        await press(pilot, "enter", "G")
        assert "RAISE      hvorfor" in screen_text(app)
        await app.run_action("screen.command('points.all')")
        await press(pilot, "enter", "4")
        assert app.screen is app.main
        assert app.main is not None
        assert app.main.current == "agreements"


async def test_an_outcome_left_is_no_tick(services: Services) -> None:
    services.book.raise_point(selected(services), "spør")
    async with opened(services) as (app, pilot):
        await press(pilot, *MOSJOEN, "B", "enter", "1", "escape")
        assert "[ ] spør" in screen_text(app)


async def test_a_line_that_is_too_long_is_refused_in_a_sentence(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, *MOSJOEN, "b")
        app.screen.query_one("FilterBar").value = "x" * 10_001  # type: ignore[attr-defined]
        await press(pilot, "enter")
        assert "There is room for 10 000 characters here; this is 10 001." in screen_text(app)
    assert services.book.points() == ()


# -- questions -------------------------------------------------------------------------------------------------


async def test_a_question_is_asked_answered_and_put_away(services: Services) -> None:
    book = services.book
    async with opened(services, lang="nb") as (app, pilot):
        await press(pilot, *MOSJOEN, "w", *"stengt", "enter", "enter", "G")
        assert "Sjekk      stengt - venter på neste synk" in screen_text(app)
        (asked,) = book.pending_questions()
        assert asked.subject == selected(services)
        book.answered([asked.id], Answer(at=NOW, finding=Finding.UNCHANGED))
        app._refresh()
        await press(pilot)
        assert "stengt - i dag 08:03: ingen endring siden forrige synk" in unwrapped(app)
        await press(pilot, "enter")
        assert "! Stiftelsen Kirkens" in screen_text(app)
        await press(pilot, "enter", "1")
        assert book.questions() == ()
        await press(pilot, "u", "q")
        assert len(book.questions()) == 1


def unwrapped(app: SamspillApp) -> str:
    return " ".join(screen_text(app).split())


# -- every list in every language, also where there is little room -----------------------------------------------


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
@pytest.mark.parametrize("size", [(60, 16), (80, 24)], ids=["60x16", "80x24"])
async def test_no_english_where_one_writes(code: str, size: tuple[int, int], services: Services) -> None:
    async with opened(services, size=size, lang=code) as (app, pilot):

        async def to(*keys: str) -> None:
            await press(pilot, *keys)
            assert english(screen_text(app), code) == [], screen_text(app)

        async def at(command: str) -> None:
            await app.run_action(f"screen.command('{command}')")
            await to()

        for empty in ("notes", "points.all", "questions"):
            await at(empty)
            await to("q")
        for keys in (("2",), ("3",), ("4", "j"), ("5",)):
            await to(*keys)
            for step in (("a",), ("x",), ("escape",), ("2",), ("ctrl+x",), ("w",), ("y",), ("enter",), ("b",)):
                await to(*step)
            await to("1" if keys != ("2",) else "z")
            for step in (("z",), ("enter",), ("enter",), ("G",), ("q",)):
                await to(*step)
        for command in ("notes", "points.all", "questions"):
            await at(command)
            for step in (("enter",), ("escape",), ("tab",), ("u",), ("q",)):
                await to(*step)
