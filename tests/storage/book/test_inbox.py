"""Changes, marks, and the way through them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.sync.fakes import partner, person
from tui.domain.freshness import Collection
from tui.domain.review import (
    WITHHELD,
    Change,
    ChangeKind,
    RecordKind,
    RecordRef,
    ReviewState,
    Since,
    SinceKind,
    Topic,
    TopicCount,
    Window,
)
from tui.storage.book.book import Book

from .shelf import BRUA, NAV, Shelf, agreement_of, language_cafe

EVERYTHING = Window(since=Since(kind=SinceKind.START))


def renamed(shelf: Shelf, name: str) -> None:
    shelf.change(Collection.PARTNERS, partner("brua", name))


def steps(book: Book, window: Window = EVERYTHING) -> list[tuple[object, object, ReviewState]]:
    rows = book.changes(window)
    return [(one.before, one.after, one.state) for one in rows.window(0, len(rows))]


def test_a_first_load_is_no_change(synced: Shelf) -> None:
    with synced.book() as book:
        assert (len(book.changes()), book.unreviewed(), book.changes().topics) == (0, (), ())
    assert not synced.path.exists() or book.trouble is None


def test_the_mark_falls_when_the_value_changes_again_and_both_steps_are_shown(synced: Shelf) -> None:
    renamed(synced, "Brua 2")
    with synced.book() as book:
        (change,) = book.changes().window(0, 9)
        assert book.mark(change)
        assert steps(book) == [("Brua møteplass", "Brua 2", ReviewState.REVIEWED)]
        assert (book.unreviewed(), book.mark(change)) == ((), False)
    renamed(synced, "Brua 3")
    with synced.book() as book:
        both = [
            ("Brua 2", "Brua 3", ReviewState.OPEN),
            ("Brua møteplass", "Brua 2", ReviewState.OPEN),
        ]
        assert steps(book) == both
        newest = book.changes().window(0, 1)[0]
        book.mark(newest)  # the value that is there now: the steps to it are looked at with it
        assert {one[2] for one in steps(book)} == {ReviewState.REVIEWED}
        assert book.undo() is not None
        assert steps(book) == both


def test_a_mark_never_covers_a_value_that_was_not_in_view(synced: Shelf) -> None:
    renamed(synced, "Brua 2")
    with synced.book() as book:
        (seen,) = book.changes().window(0, 9)
        renamed(synced, "Brua 3")
        book.mark(seen)
        assert [one[2] for one in steps(book)] == [ReviewState.OPEN, ReviewState.REVIEWED]


def test_marking_all_leaves_what_came_since(synced: Shelf) -> None:
    renamed(synced, "Brua 2")
    with synced.book() as book:
        rows = book.changes()
        assert len(rows) == 1
        synced.change(Collection.PARTNERS, partner("new", "Ny"))
        assert book.mark_all(rows) == 1
        assert [one.title for one in book.changes(Window(unreviewed=True)).window(0, 9)] == ["Ny"]
        book.undo()
        assert sum(one.open for one in book.unreviewed()) == 2


def test_marking_all_of_one_partner(synced: Shelf) -> None:
    renamed(synced, "Brua 2")
    synced.change(Collection.PARTNERS, partner("nav", "Nav 2", organization_number="974760673"))
    with synced.book() as book:
        rows = book.changes(Window(partner="nav"))
        assert [one.title for one in rows.window(0, 9)] == ["Nav 2"]
        book.mark_all(rows)
        assert book.unreviewed_partners() == {"brua": 1}


def test_a_mark_is_taken_off_again(synced: Shelf) -> None:
    renamed(synced, "Brua 2")
    with synced.book() as book:
        (change,) = book.changes().window(0, 9)
        assert not book.unmark(change)
        book.mark(change)
        assert book.unmark(change)
        assert steps(book)[0][2] is ReviewState.OPEN
        book.undo()
        assert steps(book)[0][2] is ReviewState.REVIEWED


def busy(shelf: Shelf) -> None:
    """Something under every heading."""
    shelf.change(Collection.HOURS, deleted=["h"])
    shelf.change(Collection.PARTNERS, partner("brua", "Brua 2", contacts=(person("Kari"),)))
    goals = agreement_of(language_cafe()).goals
    shelf.change(Collection.AGREEMENTS, language_cafe(title="Språkkafeen", goals=goals[1:]))


def test_changes_are_listed_by_topic(synced: Shelf) -> None:
    busy(synced)
    with synced.book() as book:
        rows = book.changes()
        found = [(one.topic, one.kind, one.ref.kind, one.field) for one in rows.window(0, 99)]
        assert found == [
            (Topic.HOURS, ChangeKind.REMOVED, RecordKind.HOURS, None),
            (Topic.GOALS, ChangeKind.REMOVED, RecordKind.GOAL, None),
            (Topic.CONTACTS, ChangeKind.CHANGED, RecordKind.PARTNER, "contacts[0]"),
            (Topic.PARTNERS, ChangeKind.CHANGED, RecordKind.PARTNER, "name"),
            (Topic.AGREEMENTS, ChangeKind.CHANGED, RecordKind.AGREEMENT, "title"),
        ]
        assert rows.topics == tuple(TopicCount(topic=one, total=1, open=1) for one in Topic)
        contact = rows.window(2, 1)[0]
        assert (contact.before, contact.after) == (None, WITHHELD)
        gone = rows.window(0, 1)[0]
        assert [one.name for one in gone.partners] == ["Brua møteplass", "Nav"]
        assert rows.window(1, 1)[0].goal_title == "Flere i arbeid"
        assert book.unreviewed_partners(["brua", "x"]) == {"brua": 5}
        assert book.unreviewed_records([RecordRef.partner("brua"), RecordRef.partner("nav")]) == {
            RecordRef.partner("brua"): 2
        }
        assert [one.field for one in book.history(RecordRef.partner("brua"))] == ["contacts[0]", "name"]


def test_the_history_of_an_agreement_is_that_of_its_goals_too_newest_first(synced: Shelf) -> None:
    busy(synced)
    synced.clock.advance(days=1)
    goal = agreement_of(language_cafe()).goals[1]
    synced.change(Collection.AGREEMENTS, language_cafe(title="Språkkafé 3", goals=(goal,)))
    with synced.book() as book:
        found = book.history(RecordRef.agreement("a"))
        assert [(one.ref.kind, one.field, one.after) for one in found] == [
            (RecordKind.AGREEMENT, "title", "Språkkafé 3"),
            (RecordKind.GOAL, None, None),
            (RecordKind.AGREEMENT, "title", "Språkkafeen"),
        ]
        assert book.history(RecordRef.agreement("a"), 1) == found[:1]
        assert book.arrived(Collection.AGREEMENTS, "a") == found[0].fetched_at
        assert book.arrived(Collection.PARTNERS, "nav") is None


def test_a_window_on_one_record(synced: Shelf) -> None:
    busy(synced)
    agreement = Window(record=RecordRef.agreement("a"))
    with synced.book() as book:
        rows = book.changes(agreement)
        found = rows.window(0, 99)
        assert [one.ref.kind for one in found] == [RecordKind.GOAL, RecordKind.AGREEMENT]
        assert [rows.index_of(one.key) for one in found] == [0, 1]
        assert rows.index_of(book.changes().window(0, 1)[0].key) is None
        first = book.next_unreviewed(window=agreement)
        assert first == found[0]
        assert book.next_unreviewed(found[0].seq, window=agreement) == found[1]
        assert book.next_unreviewed(found[1].seq, window=agreement) == found[0]
        only = book.next_unreviewed(window=Window(partner="nav"))
        assert only is not None
        assert only.topic is Topic.HOURS
        assert book.mark_all(rows) == 2
        assert (book.next_unreviewed(window=agreement), sum(one.open for one in book.unreviewed())) == (None, 3)


@pytest.mark.parametrize(
    "window", [EVERYTHING, Window(partner="brua"), Window(unreviewed=True), Window(record=RecordRef.partner("brua"))]
)
def test_every_row_is_found_where_it_stands(synced: Shelf, window: Window) -> None:
    busy(synced)
    with synced.book() as book:
        rows = book.changes(window)
        found = rows.window(0, 99)
        assert [rows.index_of(one.key) for one in found] == list(range(len(rows)))
        assert [rows.window(at, 1)[0] for at in range(len(rows))] == found
        assert rows.index_of("999") is None


def test_a_row_that_the_filter_hides_is_nowhere(synced: Shelf) -> None:
    busy(synced)
    with synced.book() as book:
        change = book.changes().window(3, 1)[0]
        book.mark(change)
        assert book.changes(Window(unreviewed=True)).index_of(change.key) is None
        assert book.changes(Window(partner="nav")).index_of(change.key) is None


def test_from_one_to_the_next_not_looked_at(synced: Shelf) -> None:
    busy(synced)
    with synced.book() as book:
        found = list(book.changes().window(0, 99))
        book.mark(found[2])

        def walk(*, backwards: bool) -> list[int]:
            seen: list[Change] = []
            here = book.next_unreviewed(backwards=backwards)
            while here is not None and here not in seen:
                seen.append(here)
                here = book.next_unreviewed(here.seq, backwards=backwards)
            return [found.index(one) for one in seen]

        assert walk(backwards=False) == [0, 1, 3, 4]
        assert walk(backwards=True) == [4, 3, 1, 0]
        for one in found[1:]:
            book.mark(one)
        assert book.next_unreviewed(found[0].seq) is None


def test_since_a_moment_a_baseline_or_the_last_review(synced: Shelf) -> None:
    renamed(synced, "Brua 2")
    moment = synced.clock()
    with synced.book() as book:
        baseline = book.close_review("T2", [agreement_of(language_cafe())])
        assert [one[2] for one in steps(book)] == [ReviewState.PASSED]
        assert (len(book.changes()), book.unreviewed()) == (0, ())
        passed = book.changes(EVERYTHING).window(0, 1)[0]
        assert (book.next_unreviewed(), book.mark(passed)) == (None, True)
    synced.clock.advance(days=1)
    synced.change(Collection.PARTNERS, partner("late", "Sen"))
    with synced.book() as book:
        for since, count in (
            (Since(), 1),
            (Since(kind=SinceKind.BASELINE, baseline=baseline.id), 1),
            (Since(kind=SinceKind.MOMENT, moment=moment), 2),
            (Since(kind=SinceKind.MOMENT, moment=moment + timedelta(days=2)), 0),
            (Since(kind=SinceKind.START), 2),
        ):
            assert len(book.changes(Window(since=since))) == count


def test_a_closed_review_keeps_its_marks_when_the_value_changes_later(synced: Shelf) -> None:
    renamed(synced, "Brua 2")
    with synced.book() as book:
        book.mark(book.changes().window(0, 1)[0])
        book.close_review("T2", [])
    renamed(synced, "Brua 3")
    with synced.book() as book:
        assert [one[2] for one in steps(book)] == [ReviewState.OPEN, ReviewState.REVIEWED]


def test_rows_follow_the_book(synced: Shelf) -> None:
    renamed(synced, "Brua 2")
    with synced.book() as book:
        rows, version = book.changes(), book.version()
        renamed(synced, "Brua 3")
        assert book.version() != version
        assert [one.after for one in rows.window(0, 9)] == ["Brua 3", "Brua 2"]


def test_a_record_that_is_gone_is_shown_for_ninety_days(synced: Shelf) -> None:
    synced.change(Collection.PARTNERS, deleted=["brua"])
    with synced.book() as book:
        assert [(one.title, one.ref) for one in book.gone()] == [("Brua møteplass", RecordRef.partner("brua"))]
        synced.clock.advance(days=91)
        assert book.gone() == ()
    synced.clock.advance(days=-91)
    synced.change(Collection.PARTNERS, BRUA)
    with synced.book() as book:
        assert book.gone() == ()


def test_a_line_is_taken_in_once(synced: Shelf) -> None:
    renamed(synced, "Brua 2")
    assert synced.carry().lines == 0
    with synced.book() as book:
        assert len(book.changes()) == 1


def test_a_wiped_copy_leaves_the_book_whole(synced: Shelf) -> None:
    renamed(synced, "Brua 2")
    synced.wipe()
    synced.load(Collection.PARTNERS, NAV, partner("brua", "Brua 2"))
    synced.carry()
    renamed(synced, "Brua 3")
    with synced.book() as book:
        assert [one[1] for one in steps(book)] == ["Brua 3", "Brua 2"]
