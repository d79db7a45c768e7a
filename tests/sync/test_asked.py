"""Questions left for when there is a network, and the way of changes into the book, through whole syncs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.storage.book.shelf import agreement_of, partner_of
from tests.sync.fakes import NOW, FakeSource, agreement, hours, modified, partner
from tests.sync.rounds import Rounds
from tui.domain.errors import BookFault, Offline, OfflineReason, RateLimited, ServerFailed, SyncError
from tui.domain.freshness import Collection
from tui.domain.identity import agreement_subject, partner_subject
from tui.domain.notes import Finding
from tui.domain.review import RecordRef
from tui.storage.book.book import Book
from tui.storage.reader import Reader
from tui.sync.carry import carry_over, catch_up

URL = "https://example.org/"
A, X = partner_subject(partner_of(partner("a"))), agreement_subject(agreement_of(agreement("x")))


@pytest.fixture
def rounds(tmp_path: Path) -> Iterator[Rounds]:
    """Synced once; the book lies beside."""
    found = Rounds(tmp_path / "cache" / "default" / "cache.db")
    found.source.put(partner("a"), partner("b"), hours("h"), agreement("x"))
    found.book = Book(tmp_path / "data" / "default" / "book.db", found.clock)
    assert found.sync().whole
    yield found
    found.book.close()


def the_book(rounds: Rounds) -> Book:
    assert rounds.book is not None
    return rounds.book


def findings(rounds: Rounds) -> list[Finding | None]:
    questions = sorted(the_book(rounds).questions(), key=lambda one: one.id)
    return [None if one.answer is None else one.answer.finding for one in questions]


def test_questions_come_before_everything_else_and_are_answered(rounds: Rounds) -> None:
    book = the_book(rounds)
    book.ask(A, "Ny adresse?")
    book.ask(X, "Er rapporten kommet?")
    book.ask(A, "Og telefonen?")
    rounds.clock.advance(hours=1)
    rounds.source.put(modified(partner("a", "A flyttet"), NOW.replace(hour=9)))
    assert rounds.sync().whole
    assert rounds.source.asked[:2] == ["probe:a", "probe:x"]
    assert findings(rounds) == [Finding.CHANGED, Finding.UNCHANGED, Finding.CHANGED]
    answer = book.questions()[0].answer
    assert answer is not None
    assert (answer.at, answer.modified_at) == (rounds.clock(), NOW.replace(hour=9))
    assert [(one.before, one.after) for one in book.changes().window(0, 9)] == [("Partner a", "A flyttet")]
    rounds.sync()
    assert "probe:a" not in rounds.source.asked


def test_what_was_asked_for_is_visible_although_its_collection_failed(rounds: Rounds) -> None:
    the_book(rounds).ask(A, "Ny adresse?")
    rounds.source.put(modified(partner("a", "A flyttet"), NOW.replace(hour=9)))
    rounds.source.failures["changes"] = ServerFailed(URL, 503)
    before = rounds.state(Collection.PARTNERS)
    assert not rounds.sync().whole
    with closing(Reader.open(rounds.path)) as reader:
        assert [row.name for row in reader.partners().window(0, 9)] == ["A flyttet", "Partner b"]
    state = rounds.state(Collection.PARTNERS)
    assert (state.completed_at, state.rows) == (before.completed_at, 2)
    assert len(the_book(rounds).changes()) == 1


def test_what_is_gone_is_said_and_stays_until_its_collection_says_so(rounds: Rounds) -> None:
    the_book(rounds).ask(A, "Finnes de ennå?")
    rounds.source.drop(Collection.PARTNERS, "a")
    rounds.source.failures["changes"] = ServerFailed(URL, 503)
    rounds.sync()
    assert (findings(rounds), rounds.ids()) == ([Finding.GONE], ["a", "b"])


def test_an_older_version_than_the_one_here_is_no_answer_to_show(rounds: Rounds) -> None:
    the_book(rounds).ask(A, "Ny adresse?")
    rounds.source.records[Collection.PARTNERS]["a"] = modified(partner("a", "Gammelt navn"), NOW.replace(hour=1))
    rounds.sync()
    assert findings(rounds) == [Finding.UNCHANGED]
    with closing(Reader.open(rounds.path)) as reader:
        assert reader.partner("a") == partner_of(partner("a"))


def test_a_record_that_was_never_here_is_new(rounds: Rounds) -> None:
    the_book(rounds).ask(replace(A, ref=RecordRef.partner("c")), "Hvem er det?")
    rounds.source.put(partner("c"))
    rounds.sync()
    assert findings(rounds) == [Finding.NEW]


@pytest.mark.parametrize(
    ("error", "rest"),
    [
        (ServerFailed(URL, 500), True),
        (Offline(URL, OfflineReason.TIMEOUT), True),
        (RateLimited(URL), False),  # the source asked for patience: nothing else is asked either
        (Offline(URL, OfflineReason.UNREACHABLE), False),
    ],
    ids=["failed", "slow", "limited", "offline"],
)
def test_a_failure_leaves_the_question_for_the_next_time(rounds: Rounds, error: SyncError, rest: bool) -> None:
    the_book(rounds).ask(A, "Ny adresse?")
    rounds.source.failures["probe"] = error
    finished = rounds.sync()
    assert (finished.whole, len(rounds.source.asked) > 1) == (rest, rest)
    assert (findings(rounds), len(finished.outcomes)) == ([None], 3)
    del rounds.source.failures["probe"]
    rounds.sync()
    assert findings(rounds) == [Finding.UNCHANGED]


def test_where_there_are_no_agreements_nothing_is_called_gone(rounds: Rounds) -> None:
    the_book(rounds).ask(X, "Er rapporten kommet?")
    rounds.source.has_agreements = False
    rounds.sync(full=True)
    assert (findings(rounds), "probe:x" in rounds.source.asked) == ([None], False)


def test_a_crawl_that_was_broken_off_is_not_disturbed(rounds: Rounds) -> None:
    the_book(rounds).ask(A, "Ny adresse?")
    rounds.source.put(*(partner(f"p{number}") for number in range(6)), modified(partner("a", "Ny"), NOW))

    def unplug(kind: str) -> None:
        if kind == "partners:1":
            raise Offline(URL, OfflineReason.UNREACHABLE)

    rounds.source.before = unplug
    rounds.source.failures["probe"] = ServerFailed(URL, 500)
    rounds.sync(full=True)
    rounds.source.before, rounds.source.failures = lambda _: None, {}
    assert rounds.sync().whole
    pages = [one for one in rounds.source.asked if one.startswith("partners:")]
    assert pages[0] == "partners:1"  # it went on from where it was
    assert findings(rounds) == [Finding.CHANGED]
    assert len(rounds.ids()) == 8


def test_a_sync_without_a_book_journals_and_the_app_catches_up(rounds: Rounds) -> None:
    book, rounds.book = the_book(rounds), None
    rounds.source.put(partner("a", "Ny"))
    rounds.sync()
    assert len(book.changes()) == 0
    with closing(Reader.open(rounds.path)) as reader:
        carried = catch_up(reader, book)
    assert carried is not None
    assert (carried.lines, len(book.changes())) == (1, 1)
    rounds.book = book


def test_a_book_that_cannot_be_used_does_not_stop_a_sync(rounds: Rounds) -> None:
    the_book(rounds).ask(A, "Ny adresse?")
    the_book(rounds).close()
    path = the_book(rounds).path
    path.write_bytes(b"spoilt" * 1000)
    rounds.source.put(partner("a", "Ny"))
    rounds.book = book = Book(path, rounds.clock)
    assert rounds.sync().whole
    assert book.trouble is not None
    assert book.trouble.fault is BookFault.BROKEN
    assert carry_over(rounds.path, book) is None
    assert path.read_bytes() == b"spoilt" * 1000


def test_nothing_to_carry_makes_no_book(tmp_path: Path) -> None:
    source = FakeSource()
    source.put(partner("a"))
    rounds = Rounds(tmp_path / "cache" / "default" / "cache.db", source)
    with closing(Book(tmp_path / "data" / "default" / "book.db", rounds.clock)) as book:
        rounds.book = book
        assert rounds.sync().whole
        with closing(Reader.open(tmp_path / "nowhere" / "cache.db")) as reader:
            carried = catch_up(reader, book)
        assert carried is not None
        assert carried.lines == 0
