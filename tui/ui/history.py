"""Where one has been, so that back lands on the same row and the same line of the card."""

from __future__ import annotations

from dataclasses import dataclass

from .widgets.card import Link

MOST = 50
"""Places kept in each direction."""


@dataclass(frozen=True)
class Position:
    """A place in the app."""

    pane: str
    key: str | None
    """The selected row."""
    zoomed: bool
    filter_text: str
    link: Link | None
    """The line of the card the cursor stood on."""
    narrowed: str = ""
    """The saved filter in effect."""


class History:
    """Back and forward, as in a browser; and how many of the last steps followed links."""

    def __init__(self) -> None:
        self._back: list[Position] = []
        self._forward: list[Position] = []
        self.links = 0
        """Links followed one after the other to get here: so many levels up there are."""

    def leave(self, place: Position, *, by_link: bool) -> None:
        """One goes somewhere new from here: along a link, or to another pane, which is a start of its own."""
        self._back.append(place)
        del self._back[:-MOST]
        self._forward.clear()
        self.links = self.links + 1 if by_link else 0

    def stay(self) -> None:
        """The link just taken led nowhere."""
        self._back.pop()
        self.links -= 1

    def step(self, direction: int, here: Position) -> Position | None:
        """The place to go to, backwards (-1) or forwards (1); None where there is none."""
        source, target = (self._back, self._forward) if direction < 0 else (self._forward, self._back)
        if not source:
            return None
        target.append(here)
        self.links = max(self.links + direction, 0)
        return source.pop()
