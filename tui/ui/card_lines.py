"""What a card is made of: lines, some of which lead somewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from ..domain.values import dataclass
from .ink import Role, Span, plain


@dataclass(frozen=True)
class Link:
    """Where a line leads: a record in a pane."""

    pane: str
    key: str


def hours_link(source_id: str, record_id: str, day: date | None = None) -> Link:
    """To office hours on a date; without one to their next."""
    return Link("hours", f"{source_id}|{record_id}|{day.isoformat() if day else ''}")


@dataclass(frozen=True)
class CardLine:
    """One line of a card."""

    spans: tuple[Span, ...]
    link: Link | None = None


Build = Callable[[int], Sequence[CardLine]]
"""Makes the lines for a width in cells."""


EDGE: Final = "|"
"""Between a list and the card beside it."""


def drawn(lines: Sequence[CardLine], number: int, *, here: bool, last: bool) -> Sequence[Span]:
    """A line of the card with its mark, behind the edge if there is one.

    `here`: the cursor stands on it. `last`: nothing below it can be seen.
    """
    if number >= len(lines):
        return ()
    mark = ">" if here else "+" if last and number + 1 < len(lines) else " "
    return (*plain(mark), *lines[number].spans)


def gutter(edge: str) -> int:
    """Cells of a card's line that are not for its text: a mark, and beside a list the edge and a space."""
    return 3 if edge else 1


def heading(text: str) -> CardLine:
    return CardLine(((text, Role.HEADING),))


def blank() -> CardLine:
    return CardLine(())


def text(value: str, link: Link | None = None, role: Role = Role.PLAIN) -> CardLine:
    return CardLine(((value, role),), link)
