"""Short codes for long names: unique among the names of one screen, and the same however often it is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from .collation import sort_key

LONGEST = 3
"""Letters of a code; only where there are a hundred alike it grows, by a digit."""
_WORD = re.compile(r"[^\W\d_]+")
_SMALL = frozenset(
    {"av", "de", "den", "det", "ei", "en", "et", "for", "i", "og", "på", "the", "til", "ved", "of", "in"}
)
"""Words that say nothing about which place it is."""


def codes(names: Iterable[str]) -> Mapping[str, str]:
    """A code for every different name: `Nordlys frivilligsentral Mo` is NFM. Depends on the set of names alone."""
    given: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(set(names), key=lambda one: (sort_key(one), one)):
        code = next(one for one in _candidates(name) if one not in taken)
        given[name] = code
        taken.add(code)
    return given


def _candidates(name: str) -> Iterator[str]:
    """Ever less telling codes; the last ones never end."""
    words = _words(name)
    first = words[0]
    if len(words) > 1:
        initials = "".join(word[0] for word in words)
        yield initials if len(initials) <= LONGEST else initials[:2] + initials[-1]
        yield initials[:LONGEST]
        last = words[-1]
        for letter in last[1:]:
            yield first[0] + last[0] + letter
    yield first[:LONGEST]
    for letter in first[2:]:
        yield first[:2] + letter
    for number in count(2):
        yield f"{first[0]}{number}"


def _words(name: str) -> list[str]:
    """The telling words in capitals; one letter of its own kind where there is none."""
    words = [word.upper() for word in _WORD.findall(name)]
    telling = [word for word in words if word.lower() not in _SMALL]
    return telling or words or ["X"]
