"""A short menu: numbered choices, taken by their number or with the cursor. Sorts, filters, languages, ways to copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from ...present.language import _
from ..choices import Choice
from ..ink import Role, Span, plain
from ..list_window import Look, MemoryRows
from ..widgets.line import Line
from ..widgets.record_list import RecordList

V = TypeVar("V")

NUMBERED = 9
"""Choices that have a digit of their own; further ones are reached with the cursor."""


class Menu(ModalScreen[Choice[V] | None]):
    """Ends with the choice taken, or with None where it was left."""

    CSS: ClassVar[str] = """
    Menu { layout: vertical; background: $background; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("g,home", "move_to(0)", show=False),
        Binding("G,end", "move_to(-1)", show=False),
        Binding("enter,right", "take", show=False),
        Binding("q,escape,backspace", "leave", show=False),
        *(Binding(str(number), f"take_number({number})", show=False) for number in range(1, NUMBERED + 1)),
    ]
    AUTO_FOCUS = "RecordList"

    def __init__(self, title: str, choices: Sequence[Choice[V]], *, current: V | None = None) -> None:
        """`current` is the value in effect: the cursor starts there, and its line says so with a star."""
        super().__init__()
        self._title = title
        self._lines = list(enumerate(choices, start=1))
        self._current = current
        look = Look[tuple[int, Choice[V]]](
            key=lambda line: str(line[0]), spans=self._spans, selectable=lambda line: line[1].possible
        )
        self.list = RecordList[tuple[int, Choice[V]]](look)

    def compose(self) -> ComposeResult:
        yield Line(lambda width: ((f" {self._title}", Role.STRONG),))
        yield Line(lambda width: plain(" " + _("A number takes it, j/k and Enter too. Esc leaves.")))
        yield Line(lambda width: plain("-" * width))
        yield self.list

    def on_mount(self) -> None:
        now = next((str(number) for number, one in self._lines if self._is_current(one)), None)
        self.list.show(MemoryRows(self._lines, lambda line: str(line[0])), keep=now)

    def _is_current(self, choice: Choice[V]) -> bool:
        return self._current is not None and choice.value == self._current

    def _spans(self, line: tuple[int, Choice[V]], _width: int) -> Sequence[Span]:
        number, choice = line
        mark = "*" if self._is_current(choice) else " "
        digit = str(number) if number <= NUMBERED and choice.possible else " "
        note = f"   {choice.note}" if choice.note else ""
        return ((f"{mark} {digit}  ", Role.STRONG), (choice.label + note, Role.PLAIN))

    def action_move(self, rows: int) -> None:
        self.list.move(rows)

    def action_move_to(self, index: int) -> None:
        self.list.move_to(index)

    def action_take(self) -> None:
        line = self.list.selected
        if line is not None:
            self.dismiss(line[1])

    def action_take_number(self, number: int) -> None:
        choice = next((one for at, one in self._lines if at == number), None)
        if choice is not None and choice.possible:
            self.dismiss(choice)

    def action_leave(self) -> None:
        self.dismiss(None)

    def on_record_list_opened(self) -> None:
        self.action_take()
