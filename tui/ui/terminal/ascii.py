"""Characters a terminal cannot draw, each replaced by as many cells of ones it can. Only on the screen, never in data.

A console font or a Latin-1 session shows lozenges or escapes for box lines, arrows and dashes; one cell for one cell
keeps the layout.
"""

from __future__ import annotations

import codecs
import unicodedata

NORDIC = "æøåÆØÅ"
_CLOSEST = str.maketrans(
    {
        **dict.fromkeys("─━┄┅┈┉═╌╍", "-"),
        **dict.fromkeys("│┃┆┇┊┋║╎╏▌▐▏▕", "|"),
        **dict.fromkeys("░▒▓█▀▄▉▊▋▍▎▁▂▃▅▆▇■▪", "#"),
        **dict.fromkeys("□▫", "."),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("‘’‚‛′´", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("•·‣∙●○", "*"),
        **dict.fromkeys("←◀◄⇐‹", "<"),
        **dict.fromkeys("→▶►⇒›", ">"),
        **dict.fromkeys("↑▲⇑", "^"),
        **dict.fromkeys("↓▼⇓", "v"),
        **dict.fromkeys("✓✔", "x"),
        **dict.fromkeys("×✗✘", "x"),
        **dict.fromkeys("\u00a0\u2007\u202f", " "),
        "…": ".",
        "€": "E",
        "ß": "s",
        "đ": "d",
        "ð": "d",
        "þ": "t",
        "ł": "l",
        "ŋ": "n",
        "ŧ": "t",
        "ı": "i",
        "æ": "a",
        "ø": "o",
        "å": "a",
        "Æ": "A",
        "Ø": "O",
        "Å": "A",
        "Đ": "D",
        "Ð": "D",
        "Þ": "T",
        "Ł": "L",
        "Ŋ": "N",
        "Ŧ": "T",
        "␛": "^",
        "\ufffd": "?",
    }
)


def cells(character: str) -> int:
    """Columns it takes: 2 for what is drawn wide in East Asia (UAX 11), 0 for marks that stand on another letter."""
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def closest(character: str) -> str:
    """ASCII in its place, as wide as it is; `?` where nothing is close."""
    if "\u2500" <= character <= "\u257f":  # the rest of the box: corners and crossings
        return character.translate(_CLOSEST) if character.translate(_CLOSEST).isascii() else "+"
    found = character.translate(_CLOSEST)
    if not found.isascii():
        found = unicodedata.normalize("NFD", found)[0]
    width = cells(character)
    return found * width if found.isascii() and width < 2 else "?" * width


class Drawable(dict[int, str]):
    """A table for `str.translate` that fills itself: every character as it can be shown on this terminal."""

    def __init__(self, encoding: str, *, console: bool) -> None:
        """`console`: the font has ASCII and the Norwegian letters, whatever the encoding could carry."""
        super().__init__()
        self._encoding, self._console = encoding, console

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = shown = character if self._can(character) else closest(character)
        return shown

    def _can(self, character: str) -> bool:
        if character.isascii():
            return True
        if self._console and character not in NORDIC:
            return False
        try:
            character.encode(self._encoding)
        except UnicodeEncodeError:
            return False
        return True


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(closest(one) for one in error.object[error.start : error.end]), error.end


ERRORS = "samspill.closest"
"""Name of the error handler for plain output, where one stream is all there is."""
codecs.register_error(ERRORS, _replace)
