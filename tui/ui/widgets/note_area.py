"""Where one writes several lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.document._document import EditResult
from textual.document._edit import Edit
from textual.message import Message
from textual.widgets import TextArea

from ...domain.notes import LONGEST
from ...domain.text import clean_text, is_clean


class NoteArea(TextArea, inherit_bindings=False):
    """Plain text, wrapped, with keys every terminal can send. What is pasted is cleaned like any text from outside."""

    DEFAULT_CSS = """
    NoteArea, NoteArea:focus {
        height: 1fr; border: none; padding: 0 0 0 1; scrollbar-size: 0 0;
        background: $background; color: $foreground;
        & .text-area--cursor { background: $background; color: $foreground; text-style: reverse; }
        & .text-area--cursor-line { background: $background; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys, action, show=False)
        for keys, action in (
            ("up", "cursor_up"),
            ("down", "cursor_down"),
            ("left", "cursor_left"),
            ("right", "cursor_right"),
            ("ctrl+left", "cursor_word_left"),
            ("ctrl+right", "cursor_word_right"),
            ("home", "cursor_line_start"),
            ("end", "cursor_line_end"),
            ("pageup", "cursor_page_up"),
            ("pagedown", "cursor_page_down"),
            ("backspace", "delete_left"),
            ("delete", "delete_right"),
            ("ctrl+w", "delete_word_left"),
            ("ctrl+u", "delete_to_start_of_line"),
            ("ctrl+k", "delete_to_end_of_line_or_delete_line"),
            ("ctrl+underscore,f8", "undo"),
            ("ctrl+y,f9", "redo"),
        )
    ]

    @dataclass
    class Full(Message):
        """So many characters it would be; nothing was put in."""

        count: int

    def __init__(self, text: str) -> None:
        super().__init__(text, soft_wrap=True, show_line_numbers=False, compact=True, highlight_cursor_line=False)
        self.match_cursor_bracket = False
        self.cursor_blink = False

    def edit(self, edit: Edit) -> EditResult:
        """Every letter and every paste comes by here."""
        if not is_clean(edit.text):
            edit = Edit(
                clean_text(edit.text, LONGEST), edit.from_location, edit.to_location, edit.maintain_selection_offset
            )
        replaced = self.get_text_range(edit.from_location, edit.to_location)
        count = len(self.text) - len(replaced) + len(edit.text)
        if edit.text and count > LONGEST:
            self.post_message(self.Full(count))
            return EditResult(self.cursor_location, "")
        return super().edit(edit)
