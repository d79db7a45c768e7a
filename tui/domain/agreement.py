"""Agreements, goals, actions and indicators (Samspill profile).

Numbers follow IATI results, the two axes of a goal FHIR Goal, dated deliverables OCDS milestones.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from .partner import Contact
from .values import dataclass


class AgreementStatus(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    EXPIRED = "expired"
    TERMINATED = "terminated"
    RENEWED = "renewed"


class LifecycleStatus(StrEnum):
    """Where a goal is in its life (FHIR Goal.lifecycleStatus, reduced)."""

    PLANNED = "planned"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class AchievementStatus(StrEnum):
    """How it goes, as the source asserts it (FHIR Goal.achievementStatus, reduced)."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BEHIND = "behind"
    ACHIEVED = "achieved"
    NOT_ACHIEVED = "not_achieved"


class ActionStatus(StrEnum):
    """OCDS milestone status."""

    SCHEDULED = "scheduled"
    MET = "met"
    NOT_MET = "not_met"
    PARTIALLY_MET = "partially_met"


class Measure(StrEnum):
    """IATI IndicatorMeasure."""

    UNIT = "unit"
    PERCENTAGE = "percentage"
    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    QUALITATIVE = "qualitative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A document or a source. `url` is shown; whether it may be opened is decided where it is opened."""

    url: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One side of an agreement."""

    organization_id: str | None = None
    name: str | None = None
    """Name as nested in the record, if the source gives it; otherwise the partner's."""
    role: str | None = None
    signatory_name: str | None = None
    signatory_title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A dated deliverable (tiltak; OCDS milestone)."""

    id: str
    title: str
    due_date: date | None = None
    status: ActionStatus | None = None
    date_met: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Target and actual for a stretch of time (IATI indicator/period). None is "not stated", never zero."""

    start: date | None = None
    end: date | None = None
    target: float | None = None
    actual: float | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """Where it started (IATI indicator/baseline)."""

    date: date | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A number followed over time (IATI indicator)."""

    id: str
    title: str
    measure: Measure | None = None
    unit: str | None = None
    ascending: bool = True
    """False: lower is better."""
    baseline: Baseline | None = None
    periods: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What an agreement is for; most are prose, some have numbers."""

    id: str
    agreement_id: str
    title: str
    description: str | None = None
    lifecycle_status: LifecycleStatus | None = None
    achievement_status: AchievementStatus | None = None
    start_date: date | None = None
    due_date: date | None = None
    responsible_organization_id: str | None = None
    actions: tuple[Action, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    last_modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Something two or more parties have signed; the unit of consistency, with its goals."""

    id: str
    title: str
    type: str | None = None
    status: AgreementStatus | None = None
    description: str | None = None
    signed_date: str | None = None
    """ISO 8601 calendar date, reduced where the day is not known: `2023-10-26`, `2023-05`, `2023`."""
    signed_place: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    meeting_cadence: str | None = None
    next_meeting_date: date | None = None
    evaluation_due_date: date | None = None
    parties: tuple[Party, ...] = ()
    contacts: tuple[Contact, ...] = ()
    documents: tuple[Link, ...] = ()
    sources: tuple[Link, ...] = ()
    goals: tuple[Goal, ...] = ()
    last_modified: datetime | None = None


class Standing(StrEnum):
    """How a goal stands today, in one word on screen."""

    ACHIEVED = "achieved"
    NOT_ACHIEVED = "not_achieved"
    EXCEEDED = "exceeded"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BEHIND = "behind"
    OVERDUE = "overdue"
    MISSING_NUMBERS = "missing_numbers"
    """It has an indicator with a target, but no actual: not zero, unknown."""
    NO_INDICATOR = "no_indicator"
    """Prose only; nothing to compute."""
    UNDERWAY = "underway"
    """Numbers are there, but no plan to hold them against: neither on track nor behind."""
    NOT_STARTED = "not_started"
    ON_HOLD = "on_hold"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a goal has come, from its first indicator with a target."""

    standing: Standing
    computed: bool
    """True when `standing` was worked out here, False when the source asserts it."""
    indicator: Indicator | None = None
    baseline: float | None = None
    actual: float | None = None
    target: float | None = None
    as_of: date | None = None
    """End of the period the actual belongs to."""
    last_reported: date | None = None
    """End of the last period with a number; with `actual` None, a later one is due and nobody gave it."""
    fraction: float | None = None
    """(actual - baseline) / (target - baseline), baseline 0 when not stated; may pass 1 or fall below 0."""
    planned_fraction: float | None = None
    """Where a straight line from start to due date would be today; None unless start, due and target are all stated."""
    planned_value: float | None = None
    days_left: int | None = None
    """To the due date; negative when overdue."""
