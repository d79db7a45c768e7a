"""What the screen remembers from one time to the next. The app writes this file, and never the user's own."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, field
from pathlib import Path

from ..config import sound_filters
from ..domain.query import EVERY_PARTNER, PartnerFilter
from ..domain.values import dataclass

LIMIT = 256 * 1024
"""Bytes; a larger file was not written here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenState:
    """Where the user was. Every value may be from an older version or edited by hand: whoever uses it checks it."""

    pane: str | None = None
    day: str | None = None
    """The date it was then (ISO 8601): on another one the app begins with what that holds."""
    rows: Mapping[str, str] = field(default_factory=dict)
    """Pane -> key of the row the cursor stood on."""
    views: Mapping[str, str] = field(default_factory=dict)
    """Pane -> which of its views was shown."""
    themes: Mapping[str, str] = field(default_factory=dict)
    """Kind of terminal -> the look chosen there."""
    filters: Mapping[str, PartnerFilter] = field(default_factory=dict)
    """Filters saved from the screen, by name."""
    review_period: str | None = None
    """The period under review, where it is an earlier one than it is now."""
    review_baseline: int | None = None
    """The baseline chosen to compare with, by its number in the book."""
    review_mine: bool = False
    """Only agreements with partners of one's own are in view."""
    language: str | None = None
    """Chosen in the app, where it is another one than it was started in."""
    language_instead_of: str | None = None
    """The one it was started in then."""


def load(path: Path) -> ScreenState:
    """The remembered state; what is missing, unreadable or of another kind is as on the first day."""
    try:
        with path.open("rb") as file:
            document = tomllib.loads(file.read(LIMIT).decode())
    except (OSError, ValueError, RecursionError):
        return ScreenState()
    return ScreenState(
        pane=_text(document.get("pane")),
        day=_text(document.get("day")),
        rows=_texts(document.get("rows")),
        views=_texts(document.get("views")),
        themes=_texts(document.get("themes")),
        filters=sound_filters(document.get("filters")),
        review_period=_text(document.get("review_period")),
        review_baseline=_number(document.get("review_baseline")),
        review_mine=document.get("review_mine") is True,
        language=_text(document.get("language")),
        language_instead_of=_text(document.get("language_instead_of")),
    )


def save(path: Path, state: ScreenState) -> None:
    """Replaces the file as a whole (0600). Where that fails nothing is remembered, which is no reason to disturb."""
    values = {
        "pane": state.pane,
        "day": state.day,
        "language": state.language,
        "language_instead_of": state.language_instead_of,
        "review_period": state.review_period,
        "review_baseline": state.review_baseline,
        "review_mine": state.review_mine,
    }
    document = {
        **{key: one for key, one in values.items() if one},
        "rows": dict(state.rows),
        "views": dict(state.views),
        "themes": dict(state.themes),
        "filters": {name: _criteria(one) for name, one in state.filters.items()},
    }
    import tempfile

    import tomli_w

    with suppress(OSError, ValueError):
        make_private(path.parent)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".state-")  # 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                tomli_w.dump(document, file)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def make_private(folder: Path) -> None:
    """Every missing level 0700: `mkdir(parents=True)` would leave all but the last open to others."""
    if not folder.exists():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _criteria(one: PartnerFilter) -> dict[str, object]:
    """What the filter asks for, as the configuration would say it."""
    return {name: value for name, value in asdict(one).items() if value != getattr(EVERY_PARTNER, name)}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> int | None:
    return value if type(value) is int else None


def _texts(value: object) -> Mapping[str, str]:
    return {key: one for key, one in value.items() if isinstance(one, str)} if isinstance(value, dict) else {}
