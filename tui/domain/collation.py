"""Norwegian order of names, and folding for search. The order is that of CLDR `nb`, punctuation left out of account."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

_NOT_WORD = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7fæøå]+")

_BASE_LETTERS = str.maketrans(
    {"đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŋ": "n", "ŧ": "t", "ǥ": "g", "ʒ": "z", "þ": "th", "œ": "oe"}
)
"""Letters without a canonical decomposition, Sámi and Nordic ones first of all."""
_ORDER_ALIASES = str.maketrans(
    {"ä": "æ", "ǽ": "æ", "ǣ": "æ", "ö": "ø", "ő": "ø", "ǿ": "ø", "ü": "y", "ű": "y", "ǻ": "å"}
)
_AFTER_Z = str.maketrans({"æ": "{", "ø": "|", "å": "}"})
"""The three ASCII characters that follow `z`; punctuation itself never reaches a key."""

_SEARCH_LETTERS = str.maketrans({"æ": "ae", "ä": "ae", "ø": "o", "ö": "o", "å": "a"}) | _BASE_LETTERS
_AA = re.compile("aa+")
_OE = re.compile("oe+")
_ORGANIZATION_NUMBER = re.compile(r"(?<!\d)(\d{3})\s(\d{3})\s(\d{3})(?!\d)")
_BEGUN_ORGANIZATION_NUMBER = re.compile(r"(?<!\d)(\d{3})\s(\d{1,3})(?:(?<=\d{3})\s(\d{1,3}))?(?!\s?\d)")


def sort_key(name: str) -> str:
    """Key whose code-point order is Norwegian alphabetical order, word by word.

    aa is å, ä is æ, ö is ø, ü is y, æ ø å come last; case, other accents and punctuation do not count, so
    different names may have the same key.
    """
    return sort_keys((name,))[0]


def sort_keys(names: Sequence[str]) -> list[str]:
    """The keys of many names, for little more than the price of one."""
    letters = _LATIN_SORT.applied("\n".join(names).casefold())
    if letters is None:
        return [_sort_key(names[0].casefold())] if len(names) == 1 else [sort_key(one) for one in names]
    words = b"\n".join([b" ".join(one.split()) for one in letters.split(b"\n")])
    keys = words.replace(b"aa", _AA_LETTER).decode("latin-1").split("\n")
    return keys if len(keys) == len(names) else [_sort_key(one.casefold()) for one in names]


def _sort_key(key: str) -> str:
    """The whole rule, for a name in lower case."""
    if not key.isascii():
        key = unicodedata.normalize("NFC", key).translate(_ORDER_ALIASES)
        key = _NOT_ASCII.sub(lambda found: _bare(found[0]).translate(_BASE_LETTERS), key)
    return _NOT_WORD.sub(" ", key).strip().replace("aa", "å").translate(_AFTER_Z)


def fold(text: str) -> str:
    """Text as a search compares it: `Tromsø`, `tromsoe`, `TROMSÖ` and `tromso` are the same, and so are `Ås` and `aas`.

    Folding a text and folding the first letters of it give the same first letters. Organization numbers written
    in groups of three digits are joined.
    """
    return folds((text,))[0]


def folds(texts: Sequence[str]) -> list[str]:
    """Many texts folded, for little more than the price of one."""
    letters = _LATIN_FOLD.applied(_BETWEEN.join(texts).casefold())
    if letters is not None:
        folded = _contracted(letters.decode("latin-1"), numbers=b"0 0" in letters.translate(_DIGITS_AND_SPACES))
        found = folded.split(_BETWEEN)
        if len(found) == len(texts):
            return found
    return [_contracted(_folded_letters(texts[0].casefold()))] if len(texts) == 1 else [fold(one) for one in texts]


def _contracted(folded: str, *, numbers: bool = True) -> str:
    if "aa" in folded:
        folded = _AA.sub("a", folded)
    if "oe" in folded:
        folded = _OE.sub("o", folded)
    return _ORGANIZATION_NUMBER.sub(r"\1\2\3", folded) if numbers else folded


def _folded_letters(text: str) -> str:
    """Letter by letter, for a text in lower case."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_SEARCH_LETTERS)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _bare(text).translate(_SEARCH_LETTERS))
    return text


def search_terms(text: str) -> tuple[str, ...]:
    """The different words of a query, folded, in the order they were typed; none of them is empty.

    An organization number counts as one word from its second group of digits on, so that it is found while it is typed.
    """
    joined = _BEGUN_ORGANIZATION_NUMBER.sub(lambda found: "".join(group or "" for group in found.groups()), fold(text))
    return tuple(dict.fromkeys(_WORD.findall(joined)))


def _bare(text: str) -> str:
    """Without combining marks, NFD."""
    return "".join(
        char for char in unicodedata.normalize("NFD", text) if not unicodedata.category(char).startswith("M")
    )


class _Latin:
    """A rule for letters as a table of the first 256 of them, where none of them means anything to its neighbours.

    Nearly every text here is written in those, and a table is walked in C.
    """

    def __init__(self, rule: Callable[[str], str], between: bytes) -> None:
        table = bytearray(range(256))
        self._longer: dict[bytes, bytes] = {}
        """Letters that become several."""
        for code in range(256):
            found = rule(chr(code)).encode("latin-1") or between
            if len(found) == 1:
                table[code] = found[0]
            else:
                self._longer[bytes([code])] = found
        table[ord("\n")] = ord("\n")
        self._table = bytes(table)

    def applied(self, text: str) -> bytes | None:
        """The text by the rule, its lines apart; None where it has other letters."""
        try:
            letters = text.encode("latin-1")
        except UnicodeEncodeError:
            return None
        for one, several in self._longer.items():
            letters = letters.replace(one, several)
        return letters.translate(self._table)


_LATIN_SORT = _Latin(_sort_key, b" ")
_LATIN_FOLD = _Latin(_folded_letters, b"")
_BETWEEN = "\x01"
"""Stands between texts that are folded together: no letter, digit or space, and not found in what may be shown."""
_AA_LETTER = _sort_key("å").encode("latin-1")
_DIGITS_AND_SPACES = bytes(
    ord("0" if chr(code).isdecimal() else " " if chr(code).isspace() else "-") for code in range(256)
)
