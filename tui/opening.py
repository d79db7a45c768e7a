"""The command line where it only opens the app: understood without the parser, which takes as long as all of Python."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Final

from .present.language import LANGUAGES

_SWITCHES: Final = {"--offline": "offline", "--no-store": "no_store"}


def language_asked_for(words: Sequence[str]) -> str | None:
    """The value of `--lang`, read before there is a parser, whose help is already in that language."""
    for at, word in enumerate(words):
        name, joined, value = word.partition("=")
        if name == "--lang":
            wanted = value if joined else "".join(words[at + 1 : at + 2])
            return wanted if wanted in LANGUAGES else None
    return None


def opening(words: Sequence[str]) -> SimpleNamespace | None:
    """What the parser would make of these words; None for it to say, where anything but the app may be meant."""
    given = SimpleNamespace(command=None, profile=None, lang=None, offline=False, no_store=False)
    rest = iter(words)
    for word in rest:
        value = next(rest, "-") if word in {"--profile", "--lang"} else ""
        if word in _SWITCHES:
            setattr(given, _SWITCHES[word], True)
        elif word == "--profile" and not value.startswith("-"):
            given.profile = value
        elif word == "--lang" and value in LANGUAGES:
            given.lang = value
        else:
            return None
    return given
