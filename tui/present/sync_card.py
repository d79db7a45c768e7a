"""What the Sync pane says of a collection, the last failure, and where things are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from ..domain.errors import Cancelled
from ..domain.freshness import CollectionState
from . import dates, errors, sync
from . import round as round_words
from .language import _

BAR: Final = 10


def doing(event: round_words.Reading) -> str:
    """`[#####.....] 118/214`; the number alone where nobody knows how many there are."""
    if not event.total:
        return round_words.progress(event)
    filled = min(event.done * BAR // event.total, BAR)
    return f"[{'#' * filled:.<{BAR}}] {round_words.progress(event)}"


def changed(state: CollectionState) -> str:
    """How many records the last complete sync found new, different or gone; `-` before there was one."""
    return "-" if state.never_fetched else str(state.added + state.changed + state.removed)


def wrong(state: CollectionState) -> str:
    """Records set aside, and `!` where the last attempt failed: `!`, `3`, `! 3`; `-` for neither."""
    marks = ["!"] if failed(state) else []
    if state.rejected:
        marks.append(str(state.rejected))
    return " ".join(marks) or "-"


def failed(state: CollectionState) -> bool:
    return state.offered and state.error is not None and not isinstance(state.error, Cancelled)


def failures(states: Sequence[CollectionState], now: datetime) -> list[str]:
    """`Avtaler, i dag 08:02:` and then the sentence, the newest first; the same error is said once, for all."""
    alike: dict[str, list[CollectionState]] = {}
    for state in sorted(states, key=_attempted, reverse=True):
        if state.error is not None and failed(state):
            alike.setdefault(errors.sentence(state.error), []).append(state)
    said = []
    for sentence, found in alike.items():
        names = ", ".join(sync.collection(one.collection) for one in found)
        when = f", {dates.moment(found[0].attempted_at, now)}" if found[0].attempted_at else ""
        said += [f"{names}{when}:", sentence]
    return said


def _attempted(state: CollectionState) -> float:
    return state.attempted_at.timestamp() if state.attempted_at else 0.0


def next_attempt(until: datetime) -> str:
    """`nytt forsøk 08:02:31`; Norwegian time."""
    return _("next attempt {time}").format(time=dates.clock_seconds(until))


def storage(size: int, mode: int | None) -> str:
    """`3,1 MB på denne maskinen, bare for deg (0600)`; only the size where there is no file yet."""
    words = sync.storage(size)
    if mode is None:
        return words
    rights = _("for you alone ({mode})") if not mode & 0o077 else _("others may read it ({mode})")
    return f"{words}, {rights.format(mode=f'{mode:04o}')}"
