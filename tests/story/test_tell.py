"""The demo's beginning: a copy that is nearly two weeks old, a book with something in it, and a source gone on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.running import run
from tui import wiring
from tui.domain.notes import Finding
from tui.domain.periods import PeriodLength, Stage, period_of
from tui.domain.review import WITHHELD, ChangeKind, Topic
from tui.domain.undo import Action
from tui.paths import locate
from tui.settings import Settings
from tui.story.tell import EARLIER
from tui.ui.services import Services
from tui.wiring import Setup


@contextmanager
def demo(home: Path, *, fresh: bool = False) -> Iterator[Services]:
    with ExitStack() as ends:
        paths = locate({"SAMSPILL_HOME": str(home)})
        yield wiring.demo(Setup(paths=paths, settings=Settings(), environ={}, language="nb", ends=ends), fresh=fresh)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with demo(tmp_path_factory.mktemp("home")) as services:
        yield services


def synced(services: Services) -> None:
    assert services.sync(lambda _event: None, threading.Event()).whole


def test_the_copy_is_from_then_and_the_first_sync_differs_everywhere(opened: Services) -> None:
    now = opened.clock()
    assert all(
        state.completed_at is not None and EARLIER <= now - state.completed_at < EARLIER + timedelta(hours=1)
        for state in opened.reader.states()
    )
    assert opened.book.unreviewed() == ()
    synced(opened)
    changes = opened.book.changes()
    assert [one.topic for one in changes.topics] == list(Topic)
    found = changes.window(0, 100)
    assert {one.kind for one in found} == set(ChangeKind)
    assert {one.state for one in found} == {found[0].state}
    contacts = [one for one in found if one.topic is Topic.CONTACTS]
    assert contacts
    assert {one.before for one in contacts} | {one.after for one in contacts} == {WITHHELD}
    assert all(one.modified_at is None or timedelta(0) < now - one.modified_at < EARLIER for one in found)
    (question,) = opened.book.questions()
    assert question.answer is not None
    assert question.answer.finding is Finding.CHANGED


def test_somebody_has_reviewed_and_noted_before(opened: Services) -> None:
    book = opened.book
    before = period_of(opened.clock().date(), PeriodLength.TERTIAL).previous()
    (baseline,) = book.baselines()
    assert baseline.name == f"{before.name}-gjennomgang (eksempel)"
    assert baseline.period == before.name
    assert {one.stage for one in book.period_reviews(before).values()} == {Stage.DONE}
    assert len(book.period_reviews(before)) == len(opened.reader.agreements())
    written = [*(one.text for one in book.notes()), *(one.text for one in book.points())]
    written += [one.text for one in book.questions()]
    assert len(written) == 6
    assert all("eksempel" in text.casefold() for text in written)
    assert {one.subject.ref.kind.value for one in book.notes()} == {"agreement", "goal", "partner"}
    assert book.orphans() == ()
    assert book.last_step() is None
    assert all(opened.clock() - one.created_at > timedelta(hours=12) for one in book.notes())


def test_what_one_writes_stays_until_the_demo_begins_anew(tmp_path: Path) -> None:
    with demo(tmp_path) as first:
        synced(first)
        note = first.book.notes()[0]
        first.book.change_note(note, "Mitt eget")
        open_ = sum(one.open for one in first.book.unreviewed())
    with demo(tmp_path) as second:
        assert second.book.notes()[0].text == "Mitt eget"
        last = second.book.last_step()
        assert last is not None
        assert last.action is Action.NOTE_CHANGED
        synced(second)
        assert sum(one.open for one in second.book.unreviewed()) == open_
        assert second.reader.partner(note.subject.partners[0]) is not None
    with demo(tmp_path, fresh=True) as third:
        assert "Mitt eget" not in [one.text for one in third.book.notes()]
        assert len(third.book.notes()) == 3
        assert third.book.unreviewed() == ()
        synced(third)
        assert sum(one.open for one in third.book.unreviewed()) == open_


def test_a_wipe_takes_what_the_demo_serves_and_leaves_what_was_written(tmp_path: Path) -> None:
    with demo(tmp_path) as services:
        notes = services.book.notes()
    assert run(tmp_path, "wipe", "--yes", "--profile", "demo").returncode == 0
    assert not list((tmp_path / "cache").rglob("*.toml"))
    with demo(tmp_path) as services:
        assert services.book.notes() == notes
        synced(services)
        services.reader.data_version()  # takes notice of the file
        assert all(state.rows for state in services.reader.states())


def test_it_says_that_it_begins_anew(tmp_path: Path) -> None:
    for words in (["demo", "--fresh"], ["demo", "--anew"]):
        shown = run(tmp_path, *words)
        assert shown.returncode == 0
        assert shown.stderr.startswith("The demo begins anew")
        assert "1 new, 8 changed, 2 gone" in shown.stdout + shown.stderr


def test_where_nothing_is_to_be_kept_no_history_is_either(tmp_path: Path) -> None:
    shown = run(tmp_path / "new", "--no-store", "demo")
    assert shown.returncode == 0
    assert not list((tmp_path / "new").rglob("*.db"))
    home = tmp_path / "told"
    with demo(home):
        pass
    assert "9 changed" in run(home, "--no-store", "demo").stdout  # its question is not asked first
    with demo(home) as services:
        assert services.book.unreviewed() == ()
        synced(services)
        assert services.book.unreviewed() != ()
