"""Text from outside, made fit for a terminal (CWE-150, CVE-2021-42574).

Nothing that steers a terminal, reorders a line or cannot be seen gets through; letters of every script do.
Look-alike letters are not recognised.
"""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"
REPLACEMENT = "\ufffd"

_MAX_MARKS = 3
"""Combining marks kept on one base."""
_MAX_RUN = 30
"""Longest run of combining marks that is normalized (UAX #15, Stream-Safe Text Format): sorting them is quadratic."""

_SOLID_CLASS = r"!-~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf"
_ORDINARY_CLASS = " " + _SOLID_CLASS
"""Visible, NFC by themselves, no marks: nearly all text in Norwegian and Sámi."""
_ORDINARY_LINE = re.compile(f"[{_ORDINARY_CLASS}]*")
is_ordinary_line = _ORDINARY_LINE.fullmatch
"""Whether a line is nothing but such characters: true of a match, and then `clean_line` would change nothing."""
_ORDINARY_LINES = re.compile(f"(?:[{_SOLID_CLASS}](?:[{_ORDINARY_CLASS}]*[{_SOLID_CLASS}])?\n)*")
are_ordinary_lines = _ORDINARY_LINES.fullmatch
"""Whether every line is of such characters, none empty or with space around it, and ended by LF."""
_ORDINARY_TEXT = re.compile(f"[\n{_ORDINARY_CLASS}]*")

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_ODD_SPACE = re.compile(r"[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_CONTROL_PICTURES = {code: 0x2400 + code for code in range(0x20) if code != 0x0A} | {0x7F: 0x2421}

_UNREADABLE_CLASS = (
    r"\x80-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(1, 15))
    + r"\U000f0000-\U0010ffff"
)
"""C1 controls, surrogates, private use, noncharacters."""
_INVISIBLE_CLASS = (
    r"\u061c\u200e\u200f\u202a-\u202e"  # bidi controls; U+2066..2069 are in the range below
    r"\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff9-\ufffb"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    r"\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001343f"  # the rest of Cf
)
_UNREADABLE = re.compile(f"[{_UNREADABLE_CLASS}]")
_INVISIBLE = re.compile(f"[{_INVISIBLE_CLASS}]")
_FORBIDDEN = re.compile(rf"[\x00-\x09\x0b-\x1f\x7f\u2028\u2029{_UNREADABLE_CLASS}{_INVISIBLE_CLASS}]")

_JOINERS = "\u200c\u200d"
_PRESENTATION = "\ufe0e\ufe0f"


def clean_line(value: str, limit: int = 200) -> str:
    """One line of at most `limit` characters; line breaks and tabs become spaces. Never raises."""
    if len(value) <= limit and _ORDINARY_LINE.fullmatch(value):
        return value
    return _clean(value, " ", limit)


def clean_text(value: str, limit: int = 4000) -> str:
    """Text of at most `limit` characters in which every line break is LF; tabs become spaces. Never raises."""
    if len(value) <= limit and _ORDINARY_TEXT.fullmatch(value):
        return value
    return _clean(value, "\n", limit)


def is_clean(value: str) -> bool:
    """No code point in it that `clean_text` would take out; LF may be there."""
    return _ORDINARY_TEXT.fullmatch(value) is not None or _FORBIDDEN.search(value) is None


def _clean(value: str, line_break: str, limit: int) -> str:
    text = unicodedata.normalize("NFC", _stream_safe(value))
    text = _ODD_SPACE.sub(" ", _BREAK.sub(line_break, text))
    text = _UNREADABLE.sub(REPLACEMENT, text.translate(_CONTROL_PICTURES))
    text = _settle_marks(_INVISIBLE.sub("", text))
    return _cap(unicodedata.normalize("NFC", text), limit)


def _stream_safe(value: str) -> str:
    kept: list[str] = []
    run = 0
    for char in value:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MAX_RUN:
            kept.append(char)
    return "".join(kept)


def _settle_marks(text: str) -> str:
    """Marks only on a base and at most three, joiners only between visible characters."""
    kept: list[str] = []
    marks = _MAX_MARKS  # on the current base; full where there is no base
    joiner = ""  # waits for something visible to join to
    for char in text:
        category = unicodedata.category(char)
        if char in _JOINERS:
            if kept and kept[-1] not in " \n":
                joiner = char
        elif char in _PRESENTATION:
            if kept and not joiner and kept[-1] not in " \n" and unicodedata.category(kept[-1]) not in {"Mn", "Me"}:
                kept.append(char)
        elif category in {"Mn", "Me"}:
            if marks < _MAX_MARKS:
                marks += 1
                kept += joiner, char
                joiner = ""
        elif char in " \n":
            marks, joiner = _MAX_MARKS, ""
            kept.append(char)
        elif category not in {"Cc", "Cf", "Cs"}:
            marks = 0
            kept += joiner, char
            joiner = ""
    return "".join(kept)


def _cap(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[: limit - 1].rstrip(_JOINERS) + ELLIPSIS if limit > 0 else ""
