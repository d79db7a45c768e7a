"""Writing a note: several lines, in the app or in an editor of one's own, with nothing lost that was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import TextArea

from ...domain.errors import BookError, BookFault
from ...domain.values import dataclass
from ...present import errors
from ...present import notes as words
from ...present.language import _
from ...storage.drafts import Writing
from ..choices import Choice
from ..ink import Role, cut, plain
from ..outside import edited, editor
from ..widgets.line import Line, Sentence
from ..widgets.note_area import NoteArea
from .menu import Menu


class _Way(Enum):
    SAVE = auto()
    SAVE_NEW = auto()
    GO_ON = auto()
    OUTSIDE = auto()
    LATER = auto()
    GIVE_UP = auto()


@dataclass(frozen=True, kw_only=True)
class Manuscript:
    """What is to be written."""

    title: str
    """Of the record it is about."""
    text: str
    """To begin with: a note that is changed, or a draft."""
    saved: str
    """As it stands in the book; empty for a new note."""
    writing: Writing
    save: Callable[[str], None]
    """Puts it into the book. Raises BookError."""
    save_new: Callable[[str], None]
    """The same as a note of its own, where the one that was to be changed is no longer what it was."""
    outside: bool = False
    """At once in the editor of one's own."""
    trouble: BookError | None = None
    """Why nothing can be saved now."""


class NoteEditor(ModalScreen[str | None]):
    """Ends with what is to be said: that it was noted, or kept as a draft; None where nothing was written."""

    CSS: ClassVar[str] = """
    NoteEditor { layout: vertical; background: $background; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+x", "save", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
        Binding("f4", "outside", show=False, priority=True),
    ]
    AUTO_FOCUS = "NoteArea"

    def __init__(self, manuscript: Manuscript, environ: Mapping[str, str], encoding: str) -> None:
        """`environ` names an editor of one's own; `encoding` is the terminal's."""
        super().__init__()
        self._encoding = encoding
        self._manuscript = manuscript
        self._environ = environ
        self._said = Sentence(errors.sentence(manuscript.trouble) if manuscript.trouble else "")
        self._overtaken = False
        self._ended = False
        self._area = NoteArea(manuscript.text)

    def compose(self) -> ComposeResult:
        title = _("Note on {title}").format(title=self._manuscript.title)
        yield Line(lambda width: ((cut(f" {title}", width), Role.STRONG),))
        yield Line(lambda width: plain(cut(" " + _("Ctrl+X saves, Esc asks, F4 your own editor."), width)))
        yield Line(lambda width: plain("-" * width))
        yield self._area
        yield Line(lambda width: plain("-" * width))
        yield self._said

    def on_mount(self) -> None:
        self._area.move_cursor(self._area.document.end)
        if self._manuscript.outside:
            self.call_after_refresh(self.action_outside)

    @property
    def _changed(self) -> bool:
        return self._area.text.strip() != self._manuscript.saved.strip()

    @on(TextArea.Changed)
    def _typed(self) -> None:
        if not self._ended and (self._changed or self._manuscript.writing.path is not None):
            self._keep()

    def _keep(self, encoding: str = "utf-8") -> bool:
        kept = self._manuscript.writing.keep(self._area.text, encoding)
        if not kept:
            self._said.say(_("This cannot be kept anywhere before it is saved; closing the window would lose it."))
        return kept

    def on_note_area_full(self, event: NoteArea.Full) -> None:
        self._said.say(words.too_long(event.count))

    # -- the end ---------------------------------------------------------------------------------------------

    def action_save(self) -> None:
        self._save(self._manuscript.save)

    def _save(self, save: Callable[[str], None]) -> None:
        text = self._area.text
        if not text.strip():
            self._said.say(_("Nothing is written, so nothing was noted. Esc leaves."))
            return
        try:
            save(text)
        except BookError as error:
            self._overtaken = error.fault is BookFault.OVERTAKEN
            self._said.say(errors.sentence(error))
            return
        self._end(_("Noted. It stays on this machine."))

    def _end(self, said: str | None) -> None:
        self._ended = True
        self._manuscript.writing.done()
        self.dismiss(said)

    def action_leave(self) -> None:
        if not self._changed or (not self._area.text.strip() and not self._manuscript.saved):
            self._end(None)
            return
        choices = [Choice(_("Save"), _Way.SAVE)]
        if self._overtaken:
            choices = [Choice(_("Save as a note of its own"), _Way.SAVE_NEW)]
        choices += [
            Choice(_("Go on writing"), _Way.GO_ON),
            Choice(_("Write in your own editor"), _Way.OUTSIDE),
            Choice(_("Leave; keep it as a draft"), _Way.LATER),
            Choice(_("Give up what was typed"), _Way.GIVE_UP),
        ]
        self.app.push_screen(Menu(_("The note is not saved"), choices), self._left)

    def _left(self, choice: Choice[_Way] | None) -> None:
        match choice.value if choice else _Way.GO_ON:
            case _Way.SAVE:
                self._save(self._manuscript.save)
            case _Way.SAVE_NEW:
                self._save(self._manuscript.save_new)
            case _Way.OUTSIDE:
                self.action_outside()
            case _Way.LATER if self._keep():
                self._ended = True
                self._manuscript.writing.leave()
                self.dismiss(_("Kept as a draft, not saved yet."))
            case _Way.GIVE_UP:
                self._end(_("Given up; nothing was noted."))

    def on_unmount(self) -> None:
        self._manuscript.writing.leave()

    # -- an editor of one's own ------------------------------------------------------------------------------

    def action_outside(self) -> None:
        command = editor(self._environ)
        if not command:
            self._said.say(_("No editor is set. Put its name in EDITOR, or write here."))
        elif self._keep(self._encoding):
            self.run_worker(self._outside(command), exclusive=True)

    async def _outside(self, command: list[str]) -> None:
        writing = self._manuscript.writing
        if writing.path is None:
            return
        before = self._area.text
        status = await edited(self.app, command, writing.path)
        text = writing.read()
        name = command[0].rpartition("/")[2]
        if status is None:
            self._said.say(_("{editor} could not be started. Look at EDITOR, or write here.").format(editor=name))
            return
        if not text.strip():
            self._left_empty(name, before)
            return
        if text != before:
            self._area.text = text
            self._area.move_cursor(self._area.document.end)
        if status:
            self._said.say(
                _("{editor} failed ({status}). What it left stands here, not saved.").format(editor=name, status=status)
            )
        elif text.strip() == self._manuscript.saved.strip():
            self._end(_("Nothing was changed."))
        else:
            self.action_save()

    def _left_empty(self, name: str, before: str) -> None:
        """An empty file is no note, and no reason to lose what stood there."""
        if before.strip():
            self._keep()
            self._said.say(_("{editor} left nothing; what was written before stands here.").format(editor=name))
        else:
            self._end(_("{editor} left nothing, so nothing was noted.").format(editor=name))
