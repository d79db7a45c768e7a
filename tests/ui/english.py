"""Finds English on a screen that is to be in bokmål or nynorsk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from babel.messages.pofile import read_po

from tui.present import language

PLACEHOLDER = re.compile(r"\{\w*\}|%(?:\(\w+\))?[a-z]")
FRAMEWORK = (
    "the", "with", "Search for commands", "No matches found", "Command palette", "Do you want to quit", "Press",
    "Theme", "Maximize", "Minimize", "Screenshot", "Keys", "Quit", "Show help", "Invalid", "Cancel", "Close",
    "Loading", "Error", "usage", "options", "positional arguments", "argument", "expected", "required", "unrecognized",
)  # fmt: skip
"""What Textual and argparse would say by themselves, and words no Norwegian sentence has."""


def english(shown: str, code: str) -> list[str]:
    """Texts of the source that stand on the screen although their translation is another one, and the framework's."""
    # most are not there at all, which is seen a hundred times faster than with a pattern
    return sorted({said for said, pattern in _patterns(code) if said in shown and pattern.search(shown)})


@cache
def _patterns(code: str) -> list[tuple[str, re.Pattern[str]]]:
    path = language.LOCALE / code / "LC_MESSAGES" / f"{language.DOMAIN}.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code)
    norwegian = " ".join(said for message in catalogue for said in _texts(message.string))
    found = [*FRAMEWORK]
    for message in catalogue:
        pairs = zip(_texts(message.id), _texts(message.string), strict=False)
        found += [piece for text, said in pairs if text != said for piece in _pieces(text)]
    patterns = [(one, re.compile(rf"(?<![\w-]){re.escape(one)}(?![\w-])")) for one in dict.fromkeys(found)]
    return [(one, pattern) for one, pattern in patterns if not pattern.search(norwegian)]  # a word of both languages


def _texts(said: object) -> list[str]:
    return [said] if isinstance(said, str) else [str(one) for one in said] if isinstance(said, tuple | list) else []


def _pieces(text: str) -> Iterator[str]:
    """The text between its placeholders; alone a short word says nothing, `to` being Norwegian for two."""
    for piece in PLACEHOLDER.split(text):
        bare = piece.strip(" .,:;()!\"'")
        if len(bare) > 3 and re.search(r"[A-Za-z]{2}", bare):
            yield bare
