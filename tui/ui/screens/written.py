"""Lists of what a person wrote: rows, the selected one in full, and a menu of what can be done with it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from ...domain.errors import BookError
from ...present import errors, review
from ...present.language import _
from ..card_lines import CardLine, Link
from ..choices import Choice
from ..ink import Role, Span, cut, plain
from ..list_window import Look, MemoryRows
from ..services import Services
from ..widgets.card import Card
from ..widgets.line import Line, Sentence
from ..widgets.record_list import RecordList
from .menu import Menu

R = TypeVar("R")
Deed = Callable[[], None]


class WrittenScreen(ModalScreen[Link | None], Generic[R]):
    """Ends with where to go, or with None."""

    CSS: ClassVar[str] = """
    WrittenScreen { layout: vertical; background: $background; color: $foreground; }
    WrittenScreen Card { height: 40%; }
    WrittenScreen Sentence { height: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("pagedown,ctrl+d", "page(1)", show=False),
        Binding("pageup,ctrl+u", "page(-1)", show=False),
        Binding("g,home", "move_to(0)", show=False),
        Binding("G,end", "move_to(-1)", show=False),
        Binding("tab,shift+tab", "switch", show=False),
        Binding("enter,right", "choose", show=False),
        Binding("u", "undo", show=False),
        Binding("q,escape,backspace", "leave", show=False),
    ]
    AUTO_FOCUS = "RecordList"

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self._said = Sentence()
        self.card = Card()
        look = Look[R](key=self.key, spans=self.spans, selectable=self.selectable)
        self.list = RecordList[R](look)

    def compose(self) -> ComposeResult:
        yield Line(lambda width: ((cut(f" {self.title_words()}", width), Role.STRONG),))
        yield Line(lambda width: plain(cut(f" {self.hint()}", width)))
        yield Line(lambda width: plain("-" * width))
        yield self.list
        yield Line(lambda width: plain("-" * width))
        yield self.card
        yield Line(lambda width: plain("-" * width))
        yield self._said

    def on_mount(self) -> None:
        self.show_rows()
        trouble = self.services.book.trouble
        if trouble is not None:
            self.say(errors.sentence(trouble))

    # -- for each list to say --------------------------------------------------------------------------------

    @abstractmethod
    def title_words(self) -> str:
        """What is listed."""

    @abstractmethod
    def hint(self) -> str:
        """The keys."""

    @abstractmethod
    def rows(self) -> Sequence[R]:
        """What there is now."""

    @abstractmethod
    def nothing(self) -> Sequence[str]:
        """Said where there is nothing, and how to make something."""

    @abstractmethod
    def key(self, row: R) -> str:
        """Tells rows apart."""

    @abstractmethod
    def spans(self, row: R, width: int) -> Sequence[Span]:
        """One row."""

    @abstractmethod
    def card_for(self, row: R, width: int) -> Sequence[CardLine]:
        """The row in full."""

    @abstractmethod
    def choices(self, row: R) -> Sequence[Choice[Deed]]:
        """What can be done with it, the likeliest first."""

    def selectable(self, row: R) -> bool:  # noqa: ARG002 - of some lists a row is a heading
        return True

    # -- the same for all ------------------------------------------------------------------------------------

    def show_rows(self) -> None:
        """Read anew, the cursor where it was."""
        rows = self.rows()
        empty = () if self.services.book.trouble else self.nothing()
        self.list.show(MemoryRows(rows, self.key), keep=self.list.selected_key, empty=empty)
        self._show_card()

    def _show_card(self) -> None:
        row = self.list.selected
        self.card.show((lambda width: self.card_for(row, width)) if row is not None else lambda width: ())

    def say(self, words: str) -> None:
        self._said.say(words)

    def did(self, words: str) -> None:
        """Something was written: show and say it."""
        self.show_rows()
        self.say(words)

    def write(self, deed: Callable[[], object], words: str) -> bool:
        """Do something to the book; why it cannot be done is said."""
        try:
            deed()
        except BookError as error:
            self.show_rows()
            self.say(errors.sentence(error))
            return False
        self.did(words)
        return True

    def on_record_list_moved(self) -> None:
        self._show_card()

    def on_record_list_opened(self) -> None:
        self.action_choose()

    def action_choose(self) -> None:
        row = self.list.selected
        if row is None:
            return
        choices = self.choices(row)
        if len(choices) == 1:
            choices[0].value()
        else:
            self.app.push_screen(Menu(self.menu_title(row), choices), self._chosen)

    def menu_title(self, row: R) -> str:  # noqa: ARG002
        return self.title_words()

    def _chosen(self, choice: Choice[Deed] | None) -> None:
        if choice is not None:
            choice.value()

    def action_undo(self) -> None:
        try:
            undone = self.services.book.undo()
        except BookError as error:
            self.say(errors.sentence(error))
            return
        self.did(review.undone(undone) if undone is not None else _("There is nothing to undo."))

    def action_move(self, rows: int) -> None:
        (self.card if self.card.has_focus else self.list).move(rows)

    def action_page(self, pages: int) -> None:
        (self.card if self.card.has_focus else self.list).move_page(pages)

    def action_move_to(self, index: int) -> None:
        (self.card if self.card.has_focus else self.list).move_to(index)

    def action_switch(self) -> None:
        (self.list if self.card.has_focus else self.card).focus()

    def action_leave(self) -> None:
        self.dismiss(None)
