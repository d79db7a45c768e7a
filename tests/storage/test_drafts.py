"""Texts that were never saved: kept at every key, offered again, told from those somebody is writing at."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tui.domain.notes import LONGEST, Subject
from tui.domain.review import RecordRef
from tui.storage.drafts import FOLDER, Drafts, Writing

BRUA = Subject(
    ref=RecordRef.partner("brua"), title="Brua møteplass", keys=("name|brua|5501",), partners=("brua", "nav")
)
HOSTILE = 'Rød\x1b[31m "sitat"\n[@click=app.quit]x[/]\n\u202eslutt'
root = pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts((tmp_path / "data" / "nord", tmp_path / "state" / "nord"))


def test_nothing_is_made_before_the_first_letter(drafts: Drafts, tmp_path: Path) -> None:
    drafts.begin(BRUA).leave()
    assert [*tmp_path.iterdir()] == []
    assert drafts.left() == ()


def test_what_was_written_is_there_again_with_its_record(drafts: Drafts) -> None:
    writing = drafts.begin(BRUA)
    assert writing.keep("Ring før")
    assert writing.keep("Ring før kl. 10\nog spør etter Kari")
    writing.leave()
    (draft,) = drafts.left()
    assert draft.text == "Ring før kl. 10\nog spør etter Kari"
    assert draft.subject == BRUA
    assert draft.note_id is None
    assert drafts.left(BRUA.ref) == (draft,)
    assert drafts.left(RecordRef.partner("another")) == ()


def test_only_the_owner_can_read_it(drafts: Drafts) -> None:
    writing = drafts.begin(BRUA)
    writing.keep("x")
    assert writing.path is not None
    assert stat.S_IMODE(writing.path.stat().st_mode) == 0o600
    for folder in (writing.path.parent, writing.path.parent.parent, writing.path.parent.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    writing.done()


def test_what_somebody_writes_at_is_not_offered(drafts: Drafts) -> None:
    writing = drafts.begin(BRUA)
    writing.keep("mitt")
    assert drafts.left() == ()
    writing.leave()
    (draft,) = drafts.left()
    again = Writing.taken_up(draft)
    assert again is not None
    assert Writing.taken_up(draft) is None
    drafts.discard(draft)
    assert again.read() == "mitt"
    again.leave()


def test_a_saved_one_leaves_nothing_behind(drafts: Drafts, tmp_path: Path) -> None:
    writing = drafts.begin(BRUA)
    writing.keep("x")
    writing.done()
    assert writing.path is None
    assert writing.read() == ""
    assert drafts.left() == ()
    assert [*(tmp_path / "data" / "nord" / FOLDER).iterdir()] == []


def test_a_discarded_one_is_gone(drafts: Drafts) -> None:
    writing = drafts.begin(BRUA)
    writing.keep("x")
    writing.leave()
    drafts.discard(drafts.left()[0])
    assert drafts.left() == ()


def test_a_blank_one_is_not_offered(drafts: Drafts) -> None:
    writing = drafts.begin(BRUA)
    writing.keep(" \n ")
    writing.leave()
    assert drafts.left() == ()


def test_text_from_outside_is_cleaned_and_keeps_its_lines(drafts: Drafts) -> None:
    writing = drafts.begin(BRUA)
    writing.keep(HOSTILE)
    assert "\x1b" not in writing.read()
    assert "\u202e" not in writing.read()
    assert writing.read().splitlines()[1] == "[@click=app.quit]x[/]"
    assert writing.path is not None
    writing.path.write_bytes("På nytt\n".encode("latin-1"))
    assert writing.read() == "På nytt"
    writing.path.write_bytes(b"x" * (5 * LONGEST))
    assert len(writing.read()) == LONGEST
    writing.done()


def test_an_editor_in_an_older_terminal_gets_its_own_letters(drafts: Drafts) -> None:
    writing = drafts.begin(BRUA)
    for text, written in (("på nytt", b"p\xe5 nytt"), ("10 € på nytt", "10 € på nytt".encode())):
        assert writing.keep(text, "latin-1")
        assert writing.path is not None
        assert writing.path.read_bytes() == written
        assert writing.read() == text
    writing.done()


@pytest.mark.parametrize(
    "about",
    [
        b"",
        b"[]",
        b"{",
        b'{"kind": "partner"}',
        b'{"kind": "moon", "source": "a", "record": "a", "title": "", "keys": [], "partners": [], "note": null}',
        b'{"kind": "partner", "source": 1, "record": "a", "title": "", "keys": [], "partners": [], "note": null}',
        b'{"kind": "partner", "source": "a", "record": "a", "title": "", "keys": [], "partners": [], "note": "7"}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_what_was_not_written_here_is_left_alone(about: bytes, drafts: Drafts) -> None:
    writing = drafts.begin(BRUA)
    writing.keep("x")
    writing.leave()
    assert writing.path is not None
    file = writing.path.with_name("about.json")
    file.write_bytes(about)
    assert drafts.left() == ()
    assert file.read_bytes() == about


@root
def test_where_the_first_folder_cannot_be_written_the_second_is_taken(drafts: Drafts, tmp_path: Path) -> None:
    closed = tmp_path / "data" / "nord"
    closed.mkdir(parents=True)
    closed.chmod(0o500)
    writing = drafts.begin(BRUA)
    assert writing.keep("x")
    assert writing.path is not None
    assert writing.path.is_relative_to(tmp_path / "state")
    writing.leave()
    assert [one.text for one in drafts.left()] == ["x"]
    closed.chmod(0o700)


def test_where_no_folder_can_be_written_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    writing = Drafts((tmp_path / "file" / "a", tmp_path / "file")).begin(BRUA)
    assert not writing.keep("x")
    assert writing.path is None
    writing.done()
