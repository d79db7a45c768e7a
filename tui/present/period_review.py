"""A period under review in words: on the screen, on cards and in reports."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from ..domain.agreement import Goal, Standing
from ..domain.baselines import ACTUAL, STANDING, TARGET, Baseline, Movement
from ..domain.period_review import PeriodReview
from ..domain.periods import ReviewProgress, Stage
from ..domain.review import RecordRef
from . import agreement, dates
from . import review as review_words
from .language import N_, _
from .numbers import number

UNKNOWN: Final = "?"
_MARKED: Final = {
    Stage.SEEN: N_("Seen; {key} again: finished. {title}"),
    Stage.DONE: N_("Finished: {title}"),
}


def name(review: PeriodReview) -> str:
    """`Gjennomgang T3-2026 (1.9-31.12)`."""
    return _("Review {period}").format(period=review_words.period(review.period))


def against(review: PeriodReview, now: datetime) -> str:
    """`mot "T2-gjennomgang" (8.9)`; where there is nothing to compare with, that."""
    if review.baseline is None:
        return _("first review here")
    return _('against "{name}" ({date})').format(name=review.baseline.name, date=_day(review.baseline, now))


def head(review: PeriodReview, counts: ReviewProgress, now: datetime) -> tuple[str, str]:
    """What the row over the goals says: which review against which, and how far it has come."""
    state = review_words.progress(counts)
    if review.closed is not None:
        state = _("{progress}, closed {date}").format(progress=state, date=_day(review.closed, now))
    return f"{name(review)} {against(review, now)}", state


def since(review: PeriodReview) -> str:
    """The heading of a column of movements: `siden T2`, `siden 2025`; of a review that is over `T1 til T2`.

    `endring` where the baseline is of no period; empty without one.
    """
    if review.baseline is None:
        return ""
    if review.baseline.period is None:
        return _("movement")
    begun = review.baseline.period.split("-", maxsplit=1)[0]
    if review.until is not None and review.until.period is not None:
        return _("{begun} to {ended}").format(begun=begun, ended=review.until.period.split("-", maxsplit=1)[0])
    return _("since {name}").format(name=begun)


def moved(value: Movement | None) -> str:
    """`+14`, `0`, `?`; nothing of what has no number at all, then or now."""
    if value is None or (value.before is None and value.now is None and value.known):
        return ""
    return review_words.movement(value)


def since_then(value: Movement | None, review: PeriodReview) -> str:
    """`+14 siden T2`; empty of what has no number at all."""
    short = moved(value)
    return f"{short} {since(review)}" if short and value is not None and value.known else short


def movement(value: Movement | None, review: PeriodReview, now: datetime) -> str:
    """The movement as a sentence: `+3 siden "T2-gjennomgang" (8.9): 9 -> 12`; empty where there is none to tell.

    Of a review that is over it says until when: numbers that are shown beside it may be newer.
    """
    short, baseline = moved(value), review.baseline
    if value is None or baseline is None or not short:
        return ""
    name, day = baseline.name, _day(baseline, now)
    if not value.known:
        return _('not there at "{name}" ({date})').format(name=name, date=day)
    known = _('{movement} since "{name}" ({date})').format(movement=short, name=name, date=day)
    if review.until is not None:
        until = _('{movement} from "{name}" ({date}) until "{closed}" ({day})')
        ended = _day(review.until, now)
        known = until.format(movement=short, name=name, date=day, closed=review.until.name, day=ended)
    return f"{known}: {_stated(value.before)} -> {_stated(value.now)}"


def before(goal: Goal, review: PeriodReview) -> str:
    """How a goal stood at the baseline: `9/20, BAK`; empty where it was not there."""
    ref = RecordRef.goal(goal)
    word = review.values.get((ref, STANDING))
    if not isinstance(word, str):
        return ""
    actual, target = (review.values.get((ref, field)) for field in (ACTUAL, TARGET))
    numbers = f"{_stated(actual)}/{_stated(target)}, " if target is not None else ""
    return numbers + _standing(word)


def marked(stage: Stage | None, title: str, key: str) -> str:
    """What marking an agreement came to."""
    if stage is None:
        return _("Finished already in this review: {title}").format(title=title)
    return _(_MARKED[stage]).format(title=title, key=key)


def _standing(word: str) -> str:
    try:
        return agreement.standing(Standing(word))
    except ValueError:  # of a newer version
        return word


def _stated(value: object) -> str:
    return number(value) if isinstance(value, int | float) else "-"


def _day(baseline: Baseline, now: datetime) -> str:
    return dates.numeric(dates.local_date(baseline.closed_at), dates.local_date(now))
