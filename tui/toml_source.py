"""Where things stand in TOML source text: `tomllib` gives values, a message to a person needs lines."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache

Path = tuple[str | int, ...]

IN_KEY = "Letters other than a-z in the key "
IN_HEADER = "Letters other than a-z in the header, in "
"""How reasons of our own begin; the word follows. The parser only says that it expected something else there."""

_POSITION = re.compile(r"\s*\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_ABOUT_A_KEY = re.compile(r"Expected '=|Expected ']|Invalid statement|Invalid initial character for a key")
_WORD = re.compile(r"[\w\u0300-\u036f-]+")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SCALAR = re.compile(r"[^,\]}#\r\n]*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """The line (from 1) of a key, table or array element, None where the text has no such thing.

    Integers in `path` count elements of arrays, arrays of tables included. Of text that is not valid TOML, whatever
    stands before the first fault is known.
    """
    return _lines(text).get(tuple(path))


def syntax_fault(error: tomllib.TOMLDecodeError, text: str) -> tuple[int | None, str]:
    """Line (from 1; None: at the end of the text) and reason of a syntax error in `text`."""
    said = str(error)
    found = _POSITION.search(said)
    if found is None:
        return None, said
    reason = said[: found.start()]
    if found["line"] is None:
        return None, reason
    line = int(found["line"])
    if _ABOUT_A_KEY.match(reason):
        reason = _other_letters(text.split("\n")[line - 1], int(found["column"]) - 1) or reason
    return line, reason


def _other_letters(row: str, at: int) -> str | None:
    """The reason where the parser stopped because a key without quotation marks may only have ASCII letters."""
    word = next((word[0] for word in _WORD.finditer(row) if word.start() <= at < word.end()), None)
    if word is None or row[at].isascii():
        return None
    return (IN_HEADER if row.lstrip().startswith("[") else IN_KEY) + unicodedata.normalize("NFC", word)


def nearest(word: str, valid: Iterable[str]) -> str | None:
    """The valid word that `word` was most likely meant to be, None when nothing is near."""
    folded = {_loose(candidate): candidate for candidate in valid}
    from difflib import get_close_matches

    close = get_close_matches(_loose(word), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def _loose(word: str) -> str:
    return word.casefold().replace("-", "_")


@lru_cache(maxsize=8)
def _lines(text: str) -> Mapping[Path, int]:
    scanner = _Scanner(text)
    with suppress(_NotTomlError, RecursionError):  # what was read so far is right, and the parser has its own message
        scanner.document()
    return scanner.lines


class _NotTomlError(Exception):
    pass


class _Scanner:
    """Walks over TOML text and notes the line on which every key, table and array element begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._newlines = [found.start() for found in re.finditer("\n", text)]
        self._elements: dict[Path, int] = {}
        """Arrays of tables seen, and the index of their latest element."""

    def document(self) -> None:
        table: Path = ()
        while self._skip(_BLANK) < len(self.text):
            if self.text.startswith("[", self.at):
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        start = self.at
        repeated = self.text.startswith("[[", start)
        self.at += 2 if repeated else 1
        names = self._names()
        self._expect("]]" if repeated else "]")
        path: Path = ()
        for name in names[:-1]:
            path = self._latest((*path, name))
            self._note(path, start)
        path = (*path, names[-1])
        if not repeated:
            path = self._latest(path)
            self._note(path, start)
            return path
        self._note(path, start)
        index = self._elements.get(path, -1) + 1
        self._elements[path] = index
        self._note((*path, index), start)
        return (*path, index)

    def _latest(self, path: Path) -> Path:
        """A table header below an array of tables means the element that was begun last."""
        return (*path, self._elements[path]) if path in self._elements else path

    def _pair(self, table: Path) -> None:
        start = self.at
        path = table
        for name in self._names():
            path = (*path, name)
            self._note(path, start)
        self._expect("=")
        self._skip(_SPACE)
        self._value(path)

    def _value(self, path: Path) -> None:
        here = self.text[self.at : self.at + 1]
        if here in {'"', "'"}:
            self._match(_STRING)
        elif here == "[":
            self._array(path)
        elif here == "{":
            self._inline(path)
        else:
            self._match(_SCALAR)

    def _array(self, path: Path) -> None:
        self._expect("[")
        index = 0
        while not self._closes("]"):
            self._note((*path, index), self.at)
            self._value((*path, index))
            index += 1
            self._comma("]")

    def _inline(self, path: Path) -> None:
        self._expect("{")
        while not self._closes("}"):
            self._pair(path)
            self._comma("}")

    def _closes(self, end: str) -> bool:
        self._skip(_BLANK)
        if self.text.startswith(end, self.at):
            self.at += len(end)
            return True
        return False

    def _comma(self, end: str) -> None:
        self._skip(_BLANK)
        if not self.text.startswith(end, self.at):
            self._expect(",")

    def _names(self) -> list[str]:
        names = [self._name()]
        while self.text.startswith(".", self._skip(_SPACE)):
            self.at += 1
            names.append(self._name())
        return names

    def _name(self) -> str:
        self._skip(_SPACE)
        if self.text[self.at : self.at + 1] not in {'"', "'"}:
            return self._match(_BARE_KEY)
        quoted = self._match(_STRING)
        try:
            return str(tomllib.loads(f"key = {quoted}")["key"])
        except tomllib.TOMLDecodeError:
            raise _NotTomlError from None

    def _skip(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None or not found[0]:
            raise _NotTomlError
        self.at = found.end()
        return found[0]

    def _expect(self, literal: str) -> None:
        self._skip(_SPACE)
        if not self.text.startswith(literal, self.at):
            raise _NotTomlError
        self.at += len(literal)

    def _note(self, path: Path, position: int) -> None:
        self.lines.setdefault(path, bisect_right(self._newlines, position - 1) + 1)
