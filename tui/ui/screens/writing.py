"""From a record to a saved note: which text to begin with, where drafts are, and what is said in the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App

from ...domain.errors import BookError
from ...domain.notes import Note, Subject
from ...domain.review import RecordRef
from ...domain.text import clean_line
from ...present import errors
from ...present import notes as words
from ...present.language import _
from ...storage.book.notebook import LINE
from ...storage.drafts import Draft, Drafts, Writing
from ..services import Services
from .ask import AskLine

Then = Callable[[str | None], None]
"""Is told what there is to say, or None where nothing was written."""


def drafts_of(services: Services) -> Drafts:
    """Beside the book; where that folder cannot be written, beside what the screen remembers."""
    return Drafts((services.book.path.parent, services.state_file.parent))


def left_drafts(services: Services, ref: RecordRef | None = None) -> tuple[Draft, ...]:
    """Texts that were never saved. One that was, and whose writer died right then, is quietly let go of."""
    drafts, found = drafts_of(services), []
    for one in drafts.left(ref):
        if any(note.text == one.text.strip() for note in services.book.notes(one.subject.ref)):
            drafts.discard(one)
        else:
            found.append(one)
    return tuple(found)


def write_note(
    app: App[Any],
    services: Services,
    subject: Subject,
    then: Then,
    *,
    note: Note | None = None,
    draft: Draft | None = None,
    outside: bool = False,
) -> None:
    """Opens the editor: on a new note, on `note` to be changed, or on a `draft` of either."""
    from .editor import Manuscript, NoteEditor  # an editor is a large thing to load for those who only read

    if draft is not None:
        writing = Writing.taken_up(draft)
        if writing is None:
            then(_("Another window is writing at that draft, or it is gone."))
            return
        note = next((one for one in services.book.notes() if one.id == draft.note_id), None)
    else:
        writing = drafts_of(services).begin(subject, note)
    book, changed = services.book, note

    def save(text: str) -> None:
        if changed is None:
            book.note(subject, text)
        else:
            book.change_note(changed, text)

    def save_new(text: str) -> None:
        book.note(subject, text)

    encoding: str = app.terminal.encoding  # type: ignore[attr-defined] # SamspillApp has one
    manuscript = Manuscript(
        title=words.named(subject),
        text=draft.text if draft else note.text if note else "",
        saved=note.text if note else "",
        writing=writing,
        save=save,
        save_new=save_new,
        outside=outside,
        trouble=book.trouble,
    )
    app.push_screen(NoteEditor(manuscript, services.environ, encoding), then)


def write_line(
    app: App[Any], question: str, write: Callable[[str], object], then: Callable[[], None], *, empty: bool = False
) -> None:
    """Asks for one line and writes it. What the book refuses is said, and the line stays to be tried again."""

    def ask(text: str = "", said: str = "") -> None:
        app.push_screen(AskLine(question, most=LINE, text=text, said=said, empty=empty), take)

    def take(typed: str | None) -> None:
        if typed is None:
            return
        try:
            write(clean_line(typed, LINE))
        except BookError as error:
            ask(typed, errors.sentence(error))
        else:
            then()

    ask()
