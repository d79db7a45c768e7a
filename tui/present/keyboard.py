"""Keys by name: as Textual knows them, as a person writes them, and why some of them cannot be used.

What reaches a program through PuTTY, xterm, tmux and screen was tried out; a Norwegian keyboard decides the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from .language import N_

_LABELS: Final = {
    "enter": "Enter",
    "escape": "Esc",
    "backspace": "Backspace",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "space": "Space",
    "insert": "Insert",
    "delete": "Delete",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
}
"""Keys that are no letter, digit or sign, besides F1 to F12 and Ctrl with a letter."""
_ALIASES: Final = {
    "return": "enter", "esc": "escape", "ins": "insert", "del": "delete", "pgup": "pageup", "pgdn": "pagedown",
    "page_up": "pageup", "page_down": "pagedown", "↑": "up", "↓": "down", "←": "left", "→": "right",
}  # fmt: skip
_SIGN_NAMES: Final = {
    "solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at", "hyphen_minus": "minus",
    "plus_sign": "plus", "low_line": "underscore",
}  # fmt: skip
"""Where Textual departs from the names of Unicode."""
_SIGNS_SENT: Final = "!\"#%&/()=?+-_.,:;*'<>|§"
"""On a Norwegian keyboard alone or with Shift."""

_NO_SUCH_KEY: Final = N_("there is no such key")
_ALT_GR: Final = N_("on a Norwegian keyboard it takes AltGr or is a dead key")
_ARROW_ALONE: Final = N_("PuTTY sends the same for it as without Ctrl or Shift")
_REASONS: Final[Mapping[str, str]] = {
    "ctrl+h": N_("the terminal sends the same for it as for Backspace"),
    "ctrl+i": N_("the terminal sends the same for it as for Tab"),
    "ctrl+j": N_("the terminal sends the same for it as for Enter"),
    "ctrl+m": N_("the terminal sends the same for it as for Enter"),
    "ctrl+a": N_("screen keeps it for itself"),
    "ctrl+b": N_("tmux keeps it for itself"),
    "ctrl+q": N_("the terminal uses it to stop and start its output"),
    "ctrl+s": N_("the terminal uses it to stop and start its output"),
    "ctrl+z": N_("it suspends the program"),
    "f11": N_("many terminals use it for the whole screen"),
}
ESCAPE_ALONE: Final = N_("it comes late or not at all over a slow line and needs another key beside it")
_CTRL_SIGN: Final = N_("terminals send something else for Ctrl and a sign, a digit or the space bar")
_ALT: Final = N_("terminals send Alt and a letter as another letter, or as Esc and the letter")
_CTRL_SHIFT: Final = N_("most terminals keep Ctrl+Shift for themselves, or send it as Ctrl alone")
_MODIFIERS: Final = {"ctrl", "shift", "alt", "meta", "super", "cmd", "hyper", "altgr", "win"}


class Unsendable(ValueError):
    """A key that cannot be relied on. `reason` is source text for the catalogue: the end of a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def named(written: str) -> str:
    """The name of a key written by a person: `?` is `question_mark`, `PgDn` is `pagedown`. Raises Unsendable."""
    if len(written) == 1:
        return _ALIASES[written] if written in _ALIASES else _of_character(written)
    word = written.strip().casefold().replace(" ", "")
    modifiers, key = _parted(word)
    key = _ALIASES.get(key, key)
    if not modifiers:
        return _special(key)
    if modifiers == {"shift"}:
        return _with_shift(key)
    if modifiers == {"ctrl"}:
        return _with_ctrl(key)
    if modifiers & {"alt", "meta", "altgr"}:
        raise Unsendable(_ALT)
    raise Unsendable(_CTRL_SHIFT if modifiers == {"ctrl", "shift"} else _NO_SUCH_KEY)


def is_sign(key: str) -> bool:
    """A letter, digit or sign: what speech input and a slipped finger type by accident (WCAG 2.1, 2.1.4)."""
    return key not in _LABELS and not key.startswith("ctrl+") and not re.fullmatch(r"f\d+", key)


def label(key: str) -> str:
    """A key as it is printed: `question_mark` is ?, `ctrl+p` is Ctrl+P."""
    if key in _LABELS:
        return _LABELS[key]
    if key.startswith("ctrl+"):
        return "Ctrl+" + key[5:].upper()
    return _SIGNS.get(key) or (key.upper() if re.fullmatch(r"f\d+", key) else key)


def _of_character(sign: str) -> str:
    if sign == " ":
        return "space"
    if sign in "æøåÆØÅ" or (sign.isascii() and sign.isalnum()):
        return sign
    if sign in _SIGNS_SENT:
        return _sign_name(sign)
    raise Unsendable(_ALT_GR if sign in "[]{}@$\\~`^´¨£€" else _NO_SUCH_KEY)


def _sign_name(sign: str) -> str:
    name = unicodedata.name(sign).lower().replace("-", "_").replace(" ", "_")
    return _SIGN_NAMES.get(name, name)


_SIGNS: Final = {_sign_name(sign): sign for sign in _SIGNS_SENT}


def _parted(word: str) -> tuple[set[str], str]:
    """Modifiers and key; the plus sign may be the key."""
    *before, key = word.split("+") if not word.endswith("+") else [*word[:-1].split("+")[:-1], "+"]
    modifiers = {"ctrl" if one == "control" else one for one in before}
    if not modifiers <= _MODIFIERS:
        raise Unsendable(_NO_SUCH_KEY)
    return modifiers, key


def _special(key: str) -> str:
    if key in _REASONS:
        raise Unsendable(_REASONS[key])
    if key in _LABELS or re.fullmatch(r"f([1-9]|1[02])", key) or key in _SIGNS:
        return key
    unsent = {_sign_name(sign) for sign in "[]{}@$\\~`^"}
    raise Unsendable(_ALT_GR if key in unsent else _NO_SUCH_KEY)


def _with_shift(key: str) -> str:
    if key == "tab":
        return "shift+tab"
    if len(key) == 1 and key.isalpha():
        return _of_character(key.upper())
    raise Unsendable(_ARROW_ALONE if key in _LABELS or re.fullmatch(r"f\d+", key) else _NO_SUCH_KEY)


def _with_ctrl(key: str) -> str:
    if f"ctrl+{key}" in _REASONS:
        raise Unsendable(_REASONS[f"ctrl+{key}"])
    if len(key) == 1 and key.isascii() and key.isalpha():
        return f"ctrl+{key}"
    raise Unsendable(_ARROW_ALONE if (key in _LABELS and key != "space") or re.fullmatch(r"f\d+", key) else _CTRL_SIGN)
