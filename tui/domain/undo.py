"""What a person did and can take back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from .values import dataclass


class Action(StrEnum):
    MARKED = "marked"
    MARKED_ALL = "marked_all"
    UNMARKED = "unmarked"
    NOTED = "noted"
    NOTE_CHANGED = "note_changed"
    NOTE_REMOVED = "note_removed"
    POINT_ADDED = "point_added"
    POINT_DONE = "point_done"
    POINT_REOPENED = "point_reopened"
    POINT_REMOVED = "point_removed"
    ASKED = "asked"
    QUESTION_REMOVED = "question_removed"
    STAGED = "staged"
    REVIEW_CLOSED = "review_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """One step that was, or would be, taken back."""

    action: Action
    title: str
    """Of the record it was about; the name of a review that was closed."""
    at: datetime
    """When it was done (aware, UTC)."""
