"""Changes as rows of facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ...domain.query import Rows
from ...domain.review import Change
from ...present import review as review_words
from ...present.language import N_
from .table import Table, table

AT_ONCE: Final = 500
"""Lines of the history read at a time."""


def every(rows: Rows[Change]) -> Iterator[Change]:
    """All of them, by window."""
    for first in range(0, len(rows), AT_ONCE):
        yield from rows.window(first, AT_ONCE)


def changes(found: Iterable[Change]) -> Table:
    """One row per change, in the words of the screen; what was kept back about persons is not in it."""
    return table(
        "changes",
        (
            ("fetched_at", N_("Fetched here")),
            ("modified_at", N_("Changed at the source")),
            ("topic", N_("Topic")),
            ("record", N_("Record")),
            ("field", N_("Field")),
            ("before", N_("Before")),
            ("after", N_("After")),
            ("state", N_("Review")),
            ("source_id", N_("Id at the source")),
        ),
        (
            (
                one.fetched_at,
                one.modified_at,
                review_words.topic(one.topic),
                review_words.who(one),
                review_words.field_name(one),
                review_words.value_before(one),
                review_words.value_after(one),
                review_words.state(one.state),
                one.ref.source_id,
            )
            for one in found
        ),
    )
