"""An address on a line of its own, for a terminal or a hand to take it from."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.strip import Strip

from ...present.language import _
from ..ink import Role, plain
from ..strips import strip
from ..widgets.canvas import Canvas
from ..widgets.line import Line


class Verbatim(Canvas):
    """A text from edge to edge without an indent, so that one longer than a line is marked in one go."""

    DEFAULT_CSS = "Verbatim { height: 1fr; }"

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def draw(self, y: int, width: int) -> Strip:
        return strip(((self._text[y * width : (y + 1) * width], Role.LINK),), width)


class AddressScreen(ModalScreen[bool]):
    """Ends with True where the address is to be copied."""

    CSS: ClassVar[str] = """
    AddressScreen { layout: vertical; background: $background; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "leave(True)", show=False),
        Binding("q,escape,backspace,enter", "leave(False)", show=False),
    ]
    AUTO_FOCUS = ""

    def __init__(self, address: str, remark: str) -> None:
        super().__init__()
        self._address = address
        self._remark = remark

    def compose(self) -> ComposeResult:
        yield Line(lambda width: ((" " + self._remark, Role.STRONG),))
        yield Line(lambda width: plain(" " + _("y copies it, q goes back.")))
        yield Line(lambda width: plain("-" * width))
        yield Verbatim(self._address)

    def action_leave(self, copy: bool) -> None:
        self.dismiss(copy)
