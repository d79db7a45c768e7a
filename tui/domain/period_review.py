"""One period under review, and what it is held against."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from datetime import date

from .agreement import Goal
from .baselines import Baseline, BaselineKey, Movement, Stated, movement, movement_until
from .periods import AgreementReview, Period, ReviewProgress, Stage, period_named, review_progress
from .values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodReview:
    """How far a period has come, and how everything stood at the baseline."""

    period: Period
    stages: Mapping[str, AgreementReview] = field(default_factory=dict)
    """By agreement; one that is missing was not seen."""
    baseline: Baseline | None = None
    """None where no earlier review was closed."""
    values: Mapping[BaselineKey, Stated] = field(default_factory=dict)
    """How agreements and goals stood at the baseline."""
    closed: Baseline | None = None
    """The latest baseline that was kept when this very period was closed."""
    until: Baseline | None = None
    """Where the review was over, see `over`, if that is later than `baseline`: what moves after it is of the next
    review. None while the review goes on, and where it is compared with what came after it."""
    ended: Mapping[BaselineKey, Stated] = field(default_factory=dict)
    """How agreements and goals stood at `until`."""

    def of(self, agreement_id: str) -> AgreementReview | None:
        return self.stages.get(agreement_id)

    def stage(self, agreement_id: str) -> Stage:
        found = self.of(agreement_id)
        return Stage.NOT_SEEN if found is None else found.stage

    def progress(self, agreement_ids: Collection[str]) -> ReviewProgress:
        return review_progress(agreement_ids, self.stages)

    def moved(self, goal: Goal, today: date) -> Movement | None:
        """What a goal's number did from the baseline until today, or until the review was over.

        None without a baseline, and for a goal that came only after the review was over.
        """
        if self.baseline is None:
            return None
        if self.until is not None:
            return movement_until(goal, self.values, self.ended)
        return movement(goal, self.values, today)


NEXT_STAGE = {Stage.NOT_SEEN: Stage.SEEN, Stage.SEEN: Stage.DONE, Stage.NOTED: Stage.DONE}
"""What marking an agreement makes of it; one that is finished stays so."""


def held_against(period: Period, baselines: Sequence[Baseline]) -> Baseline | None:
    """What the review of a period is compared with unless somebody says otherwise.

    The latest that closed an earlier period, and before this one was over; `baselines` come latest first. None where
    this is the first review.
    """
    end = over(period, baselines)
    known = (one for one in baselines if end is None or one.id < end.id)
    return next((one for one in known if _closes_before(one, period)), None)


def over(period: Period, baselines: Sequence[Baseline]) -> Baseline | None:
    """Where the review of a period ended: the latest baseline that closed it, else the first that closed a later one.

    A period that was passed over ends where the next review did; until then it goes on, and None is the answer.
    """
    later = [one for one in baselines if _closes_after(one, period)]
    return closing(period, baselines) or (later[-1] if later else None)


def closing(period: Period, baselines: Sequence[Baseline]) -> Baseline | None:
    """The latest baseline that closed this period."""
    return next((one for one in baselines if one.period == period.name), None)


def _closes_before(baseline: Baseline, period: Period) -> bool:
    closed = period_named(baseline.period or "")
    return closed.last < period.last and closed != period if closed else baseline.closed_at.date() <= period.last


def _closes_after(baseline: Baseline, period: Period) -> bool:
    closed = period_named(baseline.period or "")
    return closed is not None and closed.last > period.last
