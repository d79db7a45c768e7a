"""Bytes from the terminal, made ready for Textual's parser: any encoding, Escape told apart, answers kept.

Three things the parser does not forgive: a byte that is not UTF-8 ends the app; Escape and a key within 100 ms become
Alt and that key, which loses both; and the answer to a question it does not know is typed into the app.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Generator, Iterator
from typing import Final

from ...domain.values import dataclass

ESC: Final = "\x1b"
PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"
_ANSWERS = re.compile(r"\x1b\[[?>][\d;]*c|\x1b\[\d+;\d+R")
"""Device attributes (DA1, DA2) and the cursor's position (ECMA-48 DA, CPR)."""
_PART_OF_ANSWER = re.compile(r"\x1b\[[?>]?[\d;]*\Z")


@dataclass(frozen=True, slots=True)
class Keys:
    """For the parser."""

    text: str


@dataclass(frozen=True, slots=True)
class Escape:
    """The key, pressed by itself."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the terminal said to a question of ours."""

    text: str


Piece = Keys | Escape | Answer


def _as_latin1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


_LATIN1: Final = "samspill.latin1"
codecs.register_error(_LATIN1, _as_latin1)


class KeyStream:
    """Feed it what is read; ask for the `rest` once nothing came for a tenth of a second."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors=_LATIN1)
        self._held = ""
        """The beginning of something that the next read may complete."""
        self._pasting = False
        self.asked = False
        """Answers are expected; a cursor position is otherwise a function key with Shift."""

    def feed(self, data: bytes) -> list[Piece]:
        return list(self._split(self._decoder.decode(data), at_rest=False))

    def rest(self) -> list[Piece]:
        """Nothing more belongs to what was held back: half a character was Latin-1, and Escape was Escape."""
        text = self._decoder.decode(b"", final=True)
        self._decoder.reset()
        return list(self._split(text, at_rest=True)) if text or self._held else []

    def _split(self, text: str, *, at_rest: bool) -> Iterator[Piece]:
        text, self._held = self._held + text, ""
        while text:
            if self._pasting:
                text = yield from self._paste(text, at_rest=at_rest)
                continue
            before, escape, after = text.partition(ESC)
            if before:
                yield Keys(before)
            if not escape:
                return
            text = yield from self._sequence(ESC + after, at_rest=at_rest)

    def _sequence(self, text: str, *, at_rest: bool) -> Generator[Piece, None, str]:
        """What begins with ESC; returns what is left of the text."""
        if not at_rest and (len(text) == 1 or (self.asked and _PART_OF_ANSWER.match(text))):
            self._held = text
            return ""
        if len(text) == 1 or text[1] not in "[O":
            yield Escape()
            return text[1:]
        if self.asked and (answer := _ANSWERS.match(text)):
            yield Answer(answer[0])
            return text[answer.end() :]
        if text.startswith(PASTE_BEGINS):
            self._pasting = True
            yield Keys(PASTE_BEGINS)
            return text[len(PASTE_BEGINS) :]
        following = text.find(ESC, 1)
        yield Keys(text if following < 0 else text[:following])
        return "" if following < 0 else text[following:]

    def _paste(self, text: str, *, at_rest: bool) -> Generator[Piece, None, str]:
        """Pasted text belongs to the parser as it is, its escapes included, up to the end of the paste."""
        end = text.find(PASTE_ENDS)
        if end >= 0:
            end += len(PASTE_ENDS)
            self._pasting = False
            yield Keys(text[:end])
            return text[end:]
        kept = 0 if at_rest else next((n for n in range(5, 0, -1) if text.endswith(PASTE_ENDS[:n])), 0)
        self._held = text[len(text) - kept :]
        if len(text) > kept:
            yield Keys(text[: len(text) - kept])
        return ""
