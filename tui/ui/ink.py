"""Text on the way to the terminal: spans with a role, fitted into cells. Needs neither Textual nor Rich.

Everything the app draws passes through `laid`, so this is where outside text meets the terminal: as plain text, never
as markup, and never with a control character in it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum

from ..domain.text import clean_line, is_clean
from .cellwidth import cell_len, set_cell_size


class Role(Enum):
    """What a piece of text is for. Words carry the meaning; a role only underlines it."""

    PLAIN = "plain"
    STRONG = "strong"
    HEADING = "heading"
    ALARM = "alarm"
    LINK = "link"
    FAINT = "faint"
    """What is no longer there."""
    SELECTED = "selected"
    """The whole row the cursor stands on."""


Span = tuple[str, Role]

CUT = ".."
"""Marks text that goes on; not one dot, which looks like an abbreviation, and not a letter every terminal lacks."""
ELLIPSIS = "..."
"""The same for running text, where there is more room."""
LOST = 10
"""Cells of a begun word that are given up to end after a whole one."""


def plain(text: str) -> tuple[Span, ...]:
    return ((text, Role.PLAIN),)


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Exactly `width` cells of it, ending in two dots where something had to go."""
    length = cell_len(text)
    if length <= width:
        padding = " " * (width - length)
        return padding + text if right else text + padding
    return set_cell_size(text, width - len(CUT)) + CUT if width > 2 * len(CUT) else set_cell_size(text, width)


def cut(sentence: str, width: int) -> str:
    """At most `width` cells of running text; where something had to go, whole words and three dots.

    A word so long that much of the line would be lost with it is cut instead.
    """
    if cell_len(sentence) <= width:
        return sentence
    kept = set_cell_size(sentence, max(width - len(ELLIPSIS), 0))
    head, _space, _rest = kept.rpartition(" ")
    if sentence[len(kept) : len(kept) + 1] != " " and head and cell_len(kept) - cell_len(head) <= LOST:
        kept = head
    return kept.rstrip() + ELLIPSIS


NO_BREAK = "\N{NO-BREAK SPACE}"


def unbroken(words: str) -> str:
    """Words that `wrap` keeps on one line."""
    return words.replace(" ", NO_BREAK)


def together(parts: Iterable[str]) -> str:
    """Parts of one line with a gap between them, where `wrap` breaks before it breaks a short part."""
    return "   ".join(unbroken(part) if len(part) <= 20 else part for part in parts if part)


def wrap(text: str, width: int, *, most: int | None = None) -> list[str]:
    """Lines of at most `width` cells; `most` caps how many, the last one then ending in dots after a whole word."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        lines += textwrap.wrap(paragraph, max(width, 10), break_on_hyphens=False) or [""]
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], cut(" ".join(lines[most - 1 :]), width)]
    return [line.replace(NO_BREAK, " ") for line in lines]


def laid(spans: Iterable[Span], width: int) -> Iterator[Span]:
    """The same in exactly `width` cells, fit for a terminal."""
    used = 0
    for text, role in spans:
        room = width - used
        if room <= 0:
            break
        shown = text if is_clean(text) else clean_line(text)
        length = cell_len(shown)
        if length > room:
            shown, length = fit(shown, room), room
        yield shown, role
        used += length
    if used < width:
        yield " " * (width - used), Role.PLAIN


def sides(left: Sequence[Span], right: str, width: int) -> tuple[Span, ...]:
    """Text to the left and to the right edge of one line; the right side wins where both do not fit."""
    room = max(width - cell_len(right) - 1, 0)
    taken: list[Span] = []
    used = 0
    for text, role in left:
        length = cell_len(text)
        if used + length > room:
            taken.append((fit(text, room - used), role))
            used = room
            break
        taken.append((text, role))
        used += length
    return (*taken, (" " * (width - used - cell_len(right)), Role.PLAIN), (right, Role.PLAIN))
