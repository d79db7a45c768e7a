"""Agreements, goals and numbers in words."""

from __future__ import annotations

import math
from datetime import date
from typing import Final

from ..domain.agreement import (
    AchievementStatus,
    Action,
    ActionStatus,
    Agreement,
    AgreementStatus,
    Goal,
    LifecycleStatus,
    Measure,
    Party,
    Period,
    Progress,
    Standing,
)
from ..domain.progress import progress
from . import dates
from .language import N_, _, ngettext
from .numbers import number as number

_STATUSES: Final = {
    AgreementStatus.DRAFT: N_("draft"),
    AgreementStatus.ACTIVE: N_("active"),
    AgreementStatus.EXPIRED: N_("expired"),
    AgreementStatus.TERMINATED: N_("ended"),
    AgreementStatus.RENEWED: N_("renewed"),
}
_STANDINGS: Final = {
    Standing.ACHIEVED: N_("achieved"),
    Standing.NOT_ACHIEVED: N_("not achieved"),
    Standing.EXCEEDED: N_("above target"),
    Standing.ON_TRACK: N_("on track"),
    Standing.AT_RISK: N_("at risk"),
    Standing.BEHIND: N_("BEHIND"),
    Standing.OVERDUE: N_("OVERDUE"),
    Standing.MISSING_NUMBERS: N_("no numbers"),
    Standing.NO_INDICATOR: N_("no target"),
    Standing.UNDERWAY: N_("under way"),
    Standing.NOT_STARTED: N_("not started"),
    Standing.ON_HOLD: N_("on hold"),
    Standing.CANCELLED: N_("called off"),
}
"""At most 13 columns each, in every language."""
_ACTIONS: Final = {
    ActionStatus.SCHEDULED: N_("planned"),
    ActionStatus.MET: N_("done"),
    ActionStatus.NOT_MET: N_("not done"),
    ActionStatus.PARTIALLY_MET: N_("partly done"),
}
_REACHED: Final = {Standing.ACHIEVED, Standing.EXCEEDED}
_ENDED: Final = {LifecycleStatus.COMPLETED, LifecycleStatus.CANCELLED}
_DECIDED: Final = {AchievementStatus.ACHIEVED, AchievementStatus.NOT_ACHIEVED}


def not_agreed() -> str:
    """What is said of a date the parties have not set."""
    return _("not agreed")


def status(value: AgreementStatus | None) -> str:
    return _(_STATUSES[value]) if value else _("unstated")


def not_in_copy() -> str:
    """`(ikke i lokal kopi)`: the source refers to a record that was not fetched."""
    return _("(not in the local copy)")


def type_word(value: str | None) -> str:
    """The kind of agreement as the source names it."""
    return value or _("unstated")


def standing(value: Standing) -> str:
    """One word or two; capitals where somebody has to act."""
    return _(_STANDINGS[value])


def standing_explained(value: Progress) -> str:
    """The word, the numbers behind it and whose judgement it is: `BAK: 12/20 (60 %), regnet ut her`."""
    word = standing(value.standing)
    if value.standing is Standing.NO_INDICATOR:
        return _("{standing}: described in words only").format(standing=word)
    facts = []
    if value.target is not None:
        facts.append(f"{numbers(value)} ({_share(value)})" if value.fraction is not None else numbers(value))
    if value.as_of is not None and value.actual is not None:
        facts.append(_("as of {date}").format(date=dates.day_with_year(value.as_of)))
    facts.append(_("worked out here") if value.computed else _("as the source says"))
    return f"{word}: {', '.join(facts)}"


def numbers(value: Progress) -> str:
    """`12/20`, `-/120` where the number now is missing, `55/60 %` for percentages, `-` without any."""
    if value.actual is None and value.target is None:
        return "-"
    sign = " %" if value.indicator is not None and value.indicator.measure is Measure.PERCENTAGE else ""
    return f"{_stated(value.actual)}/{_stated(value.target)}{sign}"


def percent(value: Progress) -> str:
    """`60 %`, rounded down so that 100 means reached; `-` where it cannot be known."""
    if value.fraction is None:
        return "-"
    return _("{count}%").format(count=math.floor(value.fraction * 100 + 1e-9))


def bar(value: Progress, width: int) -> str:
    """`[######|....]` in `width` columns: `|` is the plan today, `+` is more than was asked for.

    Empty where there are no numbers, and below five columns.
    """
    room = width - 2
    if value.fraction is None or room < 3:
        return ""
    if value.fraction >= 1:
        return f"[{'#' * (room - 1)}{'+' if value.fraction > 1 else '#'}]"
    cells = list(f"{'#' * int(max(value.fraction, 0) * room + 1e-9):.<{room}}")
    if value.planned_fraction is not None:
        cells[min(int(max(value.planned_fraction, 0) * room), room - 1)] = "|"
    return f"[{''.join(cells)}]"


def validity(agreement: Agreement, today: date) -> str:
    """`1.1.2026 - 31.12.2028 (25 md. igjen)`, `26.10.2023 - ikke avtalt`, `ikke avtalt`."""
    start, end = agreement.valid_from, agreement.valid_to
    if start is None and end is None:
        return not_agreed()
    words = " - ".join(dates.day_with_year(one) if one else not_agreed() for one in (start, end))
    if start is not None and start > today:
        return f"{words} ({_('not begun')})"
    return f"{words} ({_time_left(end, today)})" if end else words


SOON: Final = 90
"""Days before its end from which an agreement is said to run out."""


def ends(agreement: Agreement, today: date) -> str:
    """When it ends, as short as can be: `38 d igjen !`, `31.12.2029`, `utløp 30.6.2026`, `ikke avtalt`."""
    end = agreement.valid_to
    if end is None:
        return not_agreed()
    days = (end - today).days
    if days < 0:
        return _("ended {date}").format(date=dates.day_with_year(end))
    return f"{_('{count} d left').format(count=days)} !" if days <= SOON else dates.day_with_year(end)


def holds(agreement: Agreement, today: date) -> str:
    """Status and end in a few words: `aktiv, 38 d igjen !`, `aktiv, til 31.12.2029`, `utkast`."""
    words = [status(agreement.status)]
    if agreement.valid_to is not None:
        left = (agreement.valid_to - today).days
        if left < 0 and agreement.status is AgreementStatus.EXPIRED:
            return ends(agreement, today)
        until = _("to {date}").format(date=dates.day_with_year(agreement.valid_to))
        words.append(ends(agreement, today) if left <= SOON else until)
    return ", ".join(words)


def achieved(agreement: Agreement, today: date) -> str:
    """Goals reached out of all: `2/9`; `-` without goals."""
    reached = sum(progress(goal, today).standing in _REACHED for goal in agreement.goals)
    return f"{reached}/{len(agreement.goals)}" if agreement.goals else "-"


def status_explained(agreement: Agreement, today: date) -> str:
    """The status and whose word it is: the source may not say, and the dates may tell another story."""
    words = status(agreement.status)
    if agreement.status is None:
        return _("{status}: the source does not say").format(status=words)
    end = agreement.valid_to
    if agreement.status is AgreementStatus.ACTIVE and end is not None and end < today:
        return _("{status}, as the source says; by its dates it has run out").format(status=words)
    return _("{status}, as the source says").format(status=words)


def signed(agreement: Agreement) -> str:
    """`26.10.2023, Oslo`, as exact as the source."""
    when = dates.partial_date(agreement.signed_date) if agreement.signed_date else None
    return ", ".join(part for part in (when, agreement.signed_place) if part) or _("not stated")


def meetings(agreement: Agreement, today: date) -> str:
    """How often, the next one, and when the agreement is to be evaluated: `hvert halvår; neste 3.12.2026 (i dag)`."""
    parts = [agreement.meeting_cadence or ""]
    if agreement.next_meeting_date:
        word = _("next {date}") if agreement.next_meeting_date >= today else _("last known {date}")
        parts.append(word.format(date=dates.day_with_year(agreement.next_meeting_date)))
    if agreement.evaluation_due_date:
        parts.append(_("evaluation by {date}").format(date=dates.day_with_year(agreement.evaluation_due_date)))
    return "; ".join(part for part in parts if part) or not_agreed()


def party(value: Party) -> str:
    """`Kirkens Bymisjon (vert): Kari Nilsen, daglig leder`."""
    name = value.name or (not_in_copy() if value.organization_id else _("not stated"))
    if value.role:
        name = f"{name} ({value.role})"
    signatory = ", ".join(part for part in (value.signatory_name, value.signatory_title) if part)
    return f"{name}: {signatory}" if signatory else name


def goal_due(goal: Goal, today: date) -> str:
    """`27.11.2026 (4 dager igjen)`; only the date once the goal is settled."""
    if goal.due_date is None:
        return not_agreed()
    words = dates.day_with_year(goal.due_date)
    if goal.lifecycle_status in _ENDED or goal.achievement_status in _DECIDED:
        return words
    return f"{words} ({dates.days_left((goal.due_date - today).days)})"


def action_state(action: Action, today: date) -> str:
    """`gjort 3.5.2026`, `frist 27.11.2026 (4 dager igjen)`, `uten frist`."""
    due = action.due_date
    if action.status in {None, ActionStatus.SCHEDULED}:
        if due is None:
            return _(_ACTIONS[action.status]) if action.status else _("no date set")
        left = dates.days_left((due - today).days)
        return _("due {date} ({left})").format(date=dates.day_with_year(due), left=left)
    word = _(_ACTIONS[action.status])
    if action.status is ActionStatus.MET and action.date_met:
        return f"{word} {dates.day_with_year(action.date_met)}"
    return word


def period(value: Period) -> str:
    """`1.1.2026-30.6.2026: 12/20 (kommentar)`; `-` stands for a number that is missing, never zero."""
    start, end = (dates.day_with_year(one) if one else "" for one in (value.start, value.end))
    if start and end:
        when = f"{start}-{end}"
    elif start:
        when = _("from {start}").format(start=start)
    else:
        when = _("until {end}").format(end=end) if end else _("no dates")
    comment = f" ({value.comment})" if value.comment else ""
    return f"{when}: {_stated(value.actual)}/{_stated(value.target)}{comment}"


def _share(value: Progress) -> str:
    """`60 %`, with a baseline `62 % av veien fra 4`: 14/20 is not 62 % of anything one can see."""
    if not value.baseline:
        return percent(value)
    return _("{percent} of the way from {baseline}").format(percent=percent(value), baseline=number(value.baseline))


def _stated(value: float | None) -> str:
    return "-" if value is None else number(value)


def _time_left(end: date, today: date) -> str:
    days = (end - today).days
    if days < 0:
        return _("expired")
    if days < 90:
        return dates.days_left(days)
    months = (end.year - today.year) * 12 + end.month - today.month - (end.day < today.day)
    return ngettext("{count} month left", "{count} months left", months).format(count=months)
