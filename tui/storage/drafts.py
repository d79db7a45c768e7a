"""What is being written and is not saved yet: on the disk at every key, until it is saved or given up.

A draft is a folder (0700) with the text (`note.txt`, 0600) and what it is about; whoever writes in it holds its lock,
so that what a dead program left is told from what another window is at.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..domain.errors import CacheError
from ..domain.notes import LONGEST, Note, Subject
from ..domain.review import RecordKind, RecordRef
from ..domain.text import clean_line, clean_text
from ..domain.values import dataclass
from .database import prepare_folder
from .filelock import FileLock

FOLDER = "drafts"
_TEXT, _ABOUT, _LOCK = "note.txt", "about.json", "lock"
_MOST_BYTES = 4 * LONGEST
"""Of UTF-8; more was not written here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text that was never saved, and that nobody is writing at."""

    folder: Path
    subject: Subject
    note_id: int | None
    """The note that was being changed; None for a new one."""
    text: str
    at: datetime
    """When it was last written at (aware, UTC)."""


class Writing:
    """One text while it is written. Where no folder can be written it is in memory alone, and `path` is None."""

    def __init__(self, folders: Sequence[Path], subject: Subject, note_id: int | None) -> None:
        self.subject = subject
        self.note_id = note_id
        self._folders = folders
        self._folder: Path | None = None
        self._lock: FileLock | None = None

    @classmethod
    def taken_up(cls, draft: Draft) -> Writing | None:
        """Goes on with a draft; None where somebody else does already, or it is gone."""
        lock = FileLock(draft.folder / _LOCK)
        if not _locked(lock):
            return None
        writing = cls((draft.folder.parent.parent,), draft.subject, draft.note_id)
        writing._folder, writing._lock = draft.folder, lock
        return writing

    @property
    def path(self) -> Path | None:
        """The file with the text, for a program to open."""
        return self._folder and self._folder / _TEXT

    def keep(self, text: str, encoding: str = "utf-8") -> bool:
        """Puts the text on the disk in place of what was there; False where that cannot be done.

        `encoding`: of the terminal an editor is to show it in; a text with other letters in it stays UTF-8.
        """
        if self._folder is None:
            self._begin()
        if self._folder is None:
            return False
        try:
            _replace(self._folder / _TEXT, _encoded(text, encoding))
        except OSError:
            return False
        return True

    def read(self) -> str:
        """The text as it is on the disk now, by whomever; empty where there is none."""
        return _text_in(self._folder) if self._folder is not None else ""

    def done(self) -> None:
        """It is saved or given up: nothing of it stays."""
        folder, self._folder = self._folder, None
        if folder is not None:
            with suppress(OSError):
                (folder / _TEXT).unlink(missing_ok=True)  # first: without a text it is no draft
            shutil.rmtree(folder, ignore_errors=True)
        self.leave()

    def leave(self) -> None:
        """It stays as it is on the disk, to be taken up again."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _begin(self) -> None:
        about = json.dumps(_about(self.subject, self.note_id)).encode()
        for one in self._folders:
            try:
                prepare_folder(one)
                prepare_folder(one / FOLDER)
                folder = Path(tempfile.mkdtemp(dir=one / FOLDER))  # 0700
                lock = FileLock(folder / _LOCK)
                if not lock.acquire():
                    continue
                _replace(folder / _ABOUT, about)
            except (OSError, CacheError):
                continue
            self._folder, self._lock = folder, lock
            return


class Drafts:
    """The drafts of one profile."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """`folders`: where they are kept, the first that can be written being taken for a new one."""
        self._folders = folders

    def begin(self, subject: Subject, note: Note | None = None) -> Writing:
        """A text that is about to be written; nothing is made before the first letter."""
        return Writing(self._folders, subject, note.id if note else None)

    def left(self, ref: RecordRef | None = None) -> tuple[Draft, ...]:
        """What was left unsaved on a record, or on all, the latest first. What cannot be read is not touched."""
        found = [draft for one in self._folders for folder in _entries(one / FOLDER) if (draft := _draft(folder))]
        found = [one for one in found if ref is None or one.subject.ref == ref]
        return tuple(sorted(found, key=lambda one: one.at, reverse=True))

    def discard(self, draft: Draft) -> None:
        """Nothing of it stays, unless somebody is writing at it."""
        writing = Writing.taken_up(draft)
        if writing is not None:
            writing.done()


def _entries(folder: Path) -> list[Path]:
    try:
        return [one for one in folder.iterdir() if one.is_dir() and not one.is_symlink()]
    except OSError:
        return []


def _draft(folder: Path) -> Draft | None:
    """What is in the folder, unless somebody is writing at it or there is nothing to read."""
    if not (folder / _ABOUT).is_file():
        return None
    lock = FileLock(folder / _LOCK)
    if not _locked(lock):
        return None
    try:
        about = json.loads((folder / _ABOUT).read_bytes())
        text, at = _text_in(folder), datetime.fromtimestamp((folder / _TEXT).stat().st_mtime, UTC)
        subject, note_id = _subject(about)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    finally:
        lock.release()
    if not text.strip():
        return None
    return Draft(folder=folder, subject=subject, note_id=note_id, text=text, at=at)


def _locked(lock: FileLock) -> bool:
    try:
        return lock.acquire()
    except CacheError:  # the folder went meanwhile, or cannot be written
        return False


def _encoded(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _text_in(folder: Path) -> str:
    """UTF-8, or what an editor in an older terminal made of it."""
    try:
        with (folder / _TEXT).open("rb") as file:
            read = file.read(_MOST_BYTES)
    except OSError:
        return ""
    try:
        text = read.decode("utf-8")
    except UnicodeDecodeError:
        text = read.decode("latin-1")
    return clean_text(text.removesuffix("\n"), LONGEST)


def _about(subject: Subject, note_id: int | None) -> dict[str, Any]:
    ref = subject.ref
    return {
        "kind": ref.kind.value,
        "source": ref.source_id,
        "record": ref.record_id,
        "title": subject.title,
        "keys": list(subject.keys),
        "partners": list(subject.partners),
        "note": note_id,
    }


def _subject(about: Any) -> tuple[Subject, int | None]:
    """Raises KeyError, TypeError and ValueError for what was not written here."""
    texts = [about["source"], about["record"], about["title"], *about["keys"], *about["partners"]]
    note_id = about["note"]
    if not all(isinstance(one, str) for one in texts) or not (note_id is None or isinstance(note_id, int)):
        raise TypeError
    ref = RecordRef(kind=RecordKind(about["kind"]), source_id=about["source"], record_id=about["record"])
    title = clean_line(about["title"])
    return Subject(ref=ref, title=title, keys=tuple(about["keys"]), partners=tuple(about["partners"])), note_id


def _replace(path: Path, data: bytes) -> None:
    """All of it or nothing. Raises OSError."""
    descriptor, name = tempfile.mkstemp(dir=path.parent)  # 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
