"""Work done a piece at a time, so that others who share the thread get their turn in between."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

Pieces = Generator[None, None, A]
"""Stops after every piece; returns what it comes to."""

PIECE = 100
"""Items that are worked on without a stop: a millisecond or two."""


def whole(pieces: Pieces[A]) -> A:
    """What all of it comes to, without a stop."""
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            found: A = end.value
            return found


def each(function: Callable[[A], B], items: Iterable[A]) -> Pieces[list[B]]:
    """What the function makes of every item, in order."""
    found: list[B] = []
    for number, one in enumerate(items, 1):
        found.append(function(one))
        if not number % PIECE:
            yield
    return found
