"""What a menu offers."""

from __future__ import annotations

from typing import Generic, TypeVar

from ..domain.values import dataclass

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Choice(Generic[V]):
    """One line of a menu."""

    label: str
    """In the language of the screen."""
    value: V
    note: str = ""
    """Said after the label: a count, a way, why it cannot be had."""
    possible: bool = True
    """False: shown with its note, and passed over."""
