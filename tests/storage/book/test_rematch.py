"""Ids change at the source: what was written follows its record, or is orphaned and stays."""

from __future__ import annotations

from tests.sync.fakes import partner
from tui.domain.freshness import Collection
from tui.domain.identity import agreement_subject, goal_subject, hours_subject, partner_subject
from tui.domain.periods import Stage
from tui.domain.query import HoursRow
from tui.domain.review import RecordKind, RecordRef
from tui.domain.schedule import OfficeHours
from tui.storage.book.rematch import Settled

from .shelf import BRUA, NAV, Shelf, agreement_of, language_cafe, partner_of, session

NAMES = {"nav": "Nav", "brua": "Brua møteplass"}


def write_on_everything(shelf: Shelf) -> None:
    cafe = agreement_of(language_cafe())
    (hours,) = session().values
    assert isinstance(hours, OfficeHours)
    row = HoursRow(hours=hours, host_name="Brua møteplass", provider_name="Nav")
    with shelf.book() as book:
        book.note(partner_subject(partner_of(NAV)), "om Nav")
        book.note(agreement_subject(cafe, NAMES), "om avtalen")
        book.note(goal_subject(cafe.goals[0], cafe, NAMES), "om målet")
        book.note(hours_subject(row), "om kontortiden")
        book.raise_point(partner_subject(partner_of(NAV)), "ta opp", agreement_subject(cafe, NAMES))
        book.ask(agreement_subject(cafe, NAMES), "kommet?")
        book.set_stage(cafe, Stage.DONE, book.period(), NAMES)
        book.close_review("T3", [cafe], names=NAMES)


def named_as_before(shelf: Shelf) -> None:
    """The same records under other ids, in one sync each."""
    shelf.change(Collection.PARTNERS, partner("nav2", "Nav", organization_number="974760673"), deleted=["nav"])
    shelf.change(Collection.HOURS, session("h2", provider="nav2"), deleted=["h"])
    shelf.change(Collection.AGREEMENTS, language_cafe("a2", parties=("nav2", "brua")), deleted=["a"])


def followed(shelf: Shelf) -> dict[str, tuple[RecordRef, str | None]]:
    with shelf.book() as book:
        return {note.text: (note.subject.ref, note.followed_from) for note in book.notes()}


def test_everything_follows_its_record_and_says_so(synced: Shelf) -> None:
    write_on_everything(synced)
    named_as_before(synced)
    assert followed(synced) == {
        "om Nav": (RecordRef.partner("nav2"), "nav"),
        "om avtalen": (RecordRef.agreement("a2"), "a"),
        "om målet": (RecordRef(kind=RecordKind.GOAL, source_id="a2", record_id="a2-1"), "a-1"),
        "om kontortiden": (RecordRef(kind=RecordKind.HOURS, source_id="h2", record_id="1"), "1"),
    }
    with synced.book() as book:
        assert book.orphans() == ()
        (point,) = book.points("nav2")
        assert point.about is not None
        assert (point.followed_from, point.about.ref) == ("a", RecordRef.agreement("a2"))
        assert book.pending_questions()[0].subject.ref == RecordRef.agreement("a2")
        (review,) = book.period_reviews(book.period()).values()
        assert (review.agreement_id, review.followed_from, review.stage) == ("a2", "a", Stage.DONE)
        assert RecordRef.agreement("a2") in {ref for ref, _ in book.baseline_values(book.baselines()[0])}
        assert [one.ref.record_id for one in book.gone()] == []


def test_what_was_taken_back_after_that_is_on_the_new_record(synced: Shelf) -> None:
    cafe = agreement_of(language_cafe())
    with synced.book() as book:
        book.note(agreement_subject(cafe, NAMES), "om avtalen")
        book.remove_note(book.notes()[0])
    synced.change(Collection.AGREEMENTS, language_cafe("a2"), deleted=["a"])
    with synced.book() as book:
        book.undo()
        assert book.notes()[0].subject.ref == RecordRef.agreement("a2")


def test_two_that_look_alike_leave_it_orphaned_and_visible(synced: Shelf) -> None:
    write_on_everything(synced)
    carried = synced.change(Collection.AGREEMENTS, language_cafe("a2"), language_cafe("a3"), deleted=["a"])
    assert carried.settled == Settled(followed=0, orphaned=3)
    with synced.book() as book:
        assert {one.ref.source_id for one in book.orphans()} == {"a"}
        (note,) = book.notes(RecordRef.agreement("a"))
        assert (note.text, note.orphaned, note.followed_from) == ("om avtalen", True, None)
    synced.change(Collection.AGREEMENTS, language_cafe())  # it was back the next day
    with synced.book() as book:
        assert book.orphans() == ()


def test_an_older_record_that_looks_the_same_is_another_one(synced: Shelf) -> None:
    synced.change(Collection.AGREEMENTS, language_cafe("2023"))
    write_on_everything(synced)
    synced.change(Collection.AGREEMENTS, deleted=["a"])
    with synced.book() as book:
        assert RecordRef.agreement("a") in {one.ref for one in book.orphans()}


def test_an_orphan_finds_its_record_when_that_comes_later(synced: Shelf) -> None:
    write_on_everything(synced)
    synced.change(Collection.AGREEMENTS, deleted=["a"])
    synced.change(Collection.AGREEMENTS, language_cafe("a2"))
    with synced.book() as book:
        assert (book.orphans(), len(book.notes(RecordRef.agreement("a2")))) == ((), 1)


def test_a_copy_that_was_fetched_anew_with_other_ids(synced: Shelf) -> None:
    write_on_everything(synced)
    synced.wipe()
    synced.load(Collection.PARTNERS, partner("x", "Nav", organization_number="974760673"), BRUA)
    synced.carry()  # died before the rest came: what was not fetched is not missing
    assert followed(synced)["om avtalen"] == (RecordRef.agreement("a"), None)
    assert followed(synced)["om Nav"] == (RecordRef.partner("x"), "nav")
    synced.load(Collection.HOURS)
    synced.load(Collection.AGREEMENTS, language_cafe("y", parties=("x", "brua")))
    synced.carry()
    assert followed(synced)["om avtalen"] == (RecordRef.agreement("y"), "a")
    with synced.book() as book:
        assert [one.ref.record_id for one in book.orphans()] == ["1"]


def test_what_is_there_is_kept_up_to_date(synced: Shelf) -> None:
    write_on_everything(synced)
    synced.change(Collection.AGREEMENTS, language_cafe(title="Språkkafeen"))
    with synced.book() as book:
        assert book.notes(RecordRef.agreement("a"))[0].subject.title == "Språkkafeen"
    synced.change(Collection.AGREEMENTS, language_cafe("a2", title="Språkkafeen"), deleted=["a"])
    assert followed(synced)["om avtalen"] == (RecordRef.agreement("a2"), "a")


def test_there_and_back_again(synced: Shelf) -> None:
    write_on_everything(synced)
    synced.change(Collection.AGREEMENTS, language_cafe("a2"), deleted=["a"])
    synced.change(Collection.AGREEMENTS, language_cafe("a"), deleted=["a2"])
    assert followed(synced)["om avtalen"] == (RecordRef.agreement("a"), "a2")


def test_nothing_new_writes_nothing(synced: Shelf) -> None:
    write_on_everything(synced)
    synced.carry()
    with synced.book() as book:
        before = book.version()
        assert synced.carry().settled == Settled()
        assert book.version() == before
