"""How many cells of a terminal a text takes, as Textual counts them.

Rich has the tables, and is loaded only for a text that needs them. Nearly none in Norwegian and Sámi does, and the
first rows are on the screen before Rich is loaded.
"""

from __future__ import annotations

from typing import Final

NARROW: Final = frozenset(
    chr(code)
    for first, last in ((0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x24F), (0x2010, 0x2027), (0x2500, 0x257F))
    for code in range(first, last + 1)
)
"""Letters, punctuation and lines that take one cell each, whatever stands beside them."""


def cell_len(text: str) -> int:
    """Cells the text takes."""
    if NARROW.issuperset(text):
        return len(text)
    from rich.cells import cell_len as measured

    return measured(text)


def set_cell_size(text: str, total: int) -> str:
    """The text in exactly `total` cells, cut or filled with spaces; half of a wide character becomes a space."""
    if NARROW.issuperset(text):
        return text[: max(total, 0)].ljust(total)
    from rich.cells import set_cell_size as sized

    return sized(text, total)
