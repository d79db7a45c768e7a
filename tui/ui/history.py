"""Where one has been, so that back lands on the same row and the same line of the card."""

from __future__ import annotations

from ..domain.values import dataclass
from .card_lines import Link

MOST = 50
"""Places kept in each direction."""


@dataclass(frozen=True)
class Position:
    """A place in the app."""

    pane: str
    key: str | None
    """The selected row."""
    opened: bool
    """The card was open,"""
    whole: bool
    """and whatever had the focus had the pane to itself."""
    filter_text: str
    link: Link | None
    """The line of the card the cursor stood on."""
    title: str = ""
    """What the selected row is called."""
    narrowed: str = ""
    """The filter in effect that was chosen, not typed."""
    view: str = ""
    """Which of the pane's views was shown."""


@dataclass(frozen=True)
class _Step:
    """A place on the way, and whether a link led on from it."""

    place: Position
    by_link: bool


class History:
    """Back and forward, as in a browser; and which of the last steps followed links."""

    def __init__(self) -> None:
        self._back: list[_Step] = []
        self._forward: list[_Step] = []

    @property
    def trail(self) -> tuple[Position, ...]:
        """The places that links led on from to get here, the first one first: so many levels up there are."""
        steps: list[Position] = []
        for step in reversed(self._back):
            if not step.by_link:
                break
            steps.append(step.place)
        return tuple(reversed(steps))

    def leave(self, place: Position, *, by_link: bool) -> None:
        """One goes somewhere new from here: along a link, or to another pane, which is a start of its own."""
        self._back.append(_Step(place, by_link))
        del self._back[:-MOST]
        self._forward.clear()

    def step(self, direction: int, here: Position) -> Position | None:
        """The place to go to, backwards (-1) or forwards (1); None where there is none."""
        source, target = (self._back, self._forward) if direction < 0 else (self._forward, self._back)
        if not source:
            return None
        taken = source.pop()
        target.append(_Step(here, taken.by_link))
        return taken.place
