"""The list of changes in words: from when on, of whom, and what there is besides changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from ..domain.baselines import Baseline
from ..domain.freshness import CollectionState
from ..domain.review import Gone, RecordKind, ReviewState, Since, SinceKind, TopicCount, not_checked
from . import dates, review
from .language import N_, _, ngettext

SIGNS: Final = {ReviewState.OPEN: ".", ReviewState.REVIEWED: "x", ReviewState.PASSED: "-"}
"""What stands before a change: not seen, seen, passed over."""
NOT_CHECKED: Final = "!"
MOST: Final = 9999
"""Changes that are counted in a tab."""

_KINDS: Final = {
    RecordKind.PARTNER: N_("partner"),
    RecordKind.HOURS: N_("office hours"),
    RecordKind.AGREEMENT: N_("agreement"),
    RecordKind.GOAL: N_("goal"),
}


def heading(count: TopicCount) -> str:
    """`KONTORTID (3)`."""
    return f"{review.topic(count.topic).upper()} ({count.total})"


def gone_heading(count: int) -> str:
    return _("GONE FROM THE SOURCE ({count})").format(count=count)


def not_checked_heading() -> str:
    return _("NOT CHECKED")


def gone(value: Gone) -> str:
    """What it was, and until when it is shown: `avtale, vises i 90 dager`."""
    return _("{kind}, gone; shown for 90 days").format(kind=_(_KINDS[value.ref.kind]))


def since(value: Since, baselines: Sequence[Baseline], now: datetime, *, last_sync: bool = False) -> str:
    """From when on changes are listed: `siden forrige gjennomgang (fr 20.11 15:10)`."""
    match value.kind:
        case SinceKind.REVIEW if baselines:
            return _("since the last review ({when})").format(when=dates.moment(baselines[0].closed_at, now))
        case SinceKind.REVIEW:
            return _("since the first fetch; no review closed yet")
        case SinceKind.START:
            return _("since the first fetch")
        case SinceKind.BASELINE:
            name = next((review.baseline(one, now) for one in baselines if one.id == value.baseline), "?")
            return _("since {when}").format(when=name)
        case SinceKind.MOMENT:
            when = dates.moment(value.moment, now) if value.moment else "?"
            words = _("since the last sync ({when})") if last_sync else _("since {when}")
            return words.format(when=when)


def unseen(count: int) -> str:
    """`12 ikke sett`; `alt er sett`."""
    return _("everything is seen") if not count else _("{count} not seen").format(count=number_of(count))


def number_of(count: int) -> str:
    """A number of changes where there is little room: `12`, `9999+`."""
    return str(count) if count <= MOST else f"{MOST}+"


def unchecked(count: int) -> str:
    """`1 ikke sjekket`: how many collections nothing is known of."""
    return _("{count} not checked").format(count=count)


def nothing(since_words: str, states: Iterable[CollectionState]) -> list[str]:
    """That nothing changed, and what that is worth: `Ingen endringer. Alle 3 kilder er hele.`"""
    known = [one for one in states if one.offered]
    lines = [_("No changes {since}.").format(since=since_words)]
    if known and not not_checked(known):
        whole = ngettext("{count} source is whole.", "All {count} sources are whole.", len(known))
        lines.append(whole.format(count=len(known)))
    return lines


def marked(count: int) -> str:
    """Said once all in view were marked."""
    return ngettext("{count} change is marked as seen.", "{count} changes are marked as seen.", count).format(
        count=count
    )


def news(count: int) -> str:
    """In a row of which something was not looked at: `NY 2`."""
    return _("NEW {count}").format(count=count) if count < 100 else _("NEW 99+")
