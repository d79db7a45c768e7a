"""Agreements with their goals (Samspill profile) as domain values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..domain.agreement import (
    AchievementStatus,
    Action,
    ActionStatus,
    Agreement,
    AgreementStatus,
    Baseline,
    Goal,
    Indicator,
    LifecycleStatus,
    Link,
    Measure,
    Party,
    Period,
)
from .decode_partner import contacts
from .fields import URL, DecodeError, Fields, read_day

_WORDED = {Measure.QUALITATIVE, Measure.NOMINAL, Measure.ORDINAL}
_REDUCED = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?", re.ASCII)


def agreement(fields: Fields) -> Agreement:
    """An agreement with everything in it: one unreadable goal makes the whole unreadable. Raises DecodeError."""
    owner = fields.need_id()
    return Agreement(
        id=owner,
        title=fields.need("title"),
        type=fields.line("type"),
        status=fields.choice("status", AgreementStatus),
        description=fields.text("description"),
        signed_date=_reduced_date(fields, "signed_date"),
        signed_place=fields.line("signed_place"),
        valid_from=fields.day("valid_from"),
        valid_to=fields.day("valid_to"),
        meeting_cadence=fields.line("meeting_cadence"),
        next_meeting_date=fields.day("next_meeting_date"),
        evaluation_due_date=fields.day("evaluation_due_date"),
        parties=tuple(_party(one) for one in fields.each("parties")),
        contacts=contacts(fields),
        documents=tuple(_links(fields, "documents")),
        sources=tuple(_links(fields, "sources")),
        goals=tuple(_goal(one, owner) for one in fields.each("goals")),
        last_modified=fields.moment("last_modified"),
    )


def _party(fields: Fields) -> Party:
    organization = fields.sub("organization")
    return Party(
        organization_id=fields.id("organization_id") or (organization.id() if organization is not None else None),
        name=fields.line("name") or (organization.line("name") if organization is not None else None),
        role=fields.line("role"),
        signatory_name=fields.line("signatory_name"),
        signatory_title=fields.line("signatory_title"),
    )


def _links(fields: Fields, name: str) -> Iterator[Link]:
    for one in fields.each(name):
        url, title = one.line("url", URL), one.line("title")
        if url or title:
            yield Link(url=url or "", title=title)


def _goal(fields: Fields, agreement_id: str) -> Goal:
    goal_id = fields.need_id()
    return Goal(
        id=goal_id,
        agreement_id=agreement_id,
        title=fields.need("title"),
        description=fields.text("description"),
        lifecycle_status=fields.choice("lifecycle_status", LifecycleStatus),
        achievement_status=fields.choice("achievement_status", AchievementStatus),
        start_date=fields.day("start_date"),
        due_date=fields.day("due_date"),
        responsible_organization_id=fields.id("responsible_organization_id"),
        actions=tuple(_action(one, f"{goal_id}/action/{n}") for n, one in enumerate(fields.each("actions"), 1)),
        indicators=tuple(
            _indicator(one, f"{goal_id}/indicator/{n}") for n, one in enumerate(fields.each("indicators"), 1)
        ),
        last_modified=fields.moment("last_modified"),
    )


def _action(fields: Fields, derived_id: str) -> Action:
    return Action(
        id=fields.id() or derived_id,
        title=fields.need("title"),
        due_date=fields.day("due_date"),
        status=fields.choice("status", ActionStatus),
        date_met=fields.day("date_met"),
    )


def _indicator(fields: Fields, derived_id: str) -> Indicator:
    measure = fields.choice("measure", Measure)
    baseline = fields.sub("baseline")
    return Indicator(
        id=fields.id() or derived_id,
        title=fields.need("title"),
        measure=measure,
        unit=fields.line("unit"),
        # IATI: ascending unless it says otherwise
        ascending=fields.flag("ascending") is not False,
        baseline=None
        if baseline is None
        else Baseline(date=baseline.day("date"), value=_value(baseline, "value", measure)),
        periods=tuple(_period(one, measure) for one in fields.each("periods")),
    )


def _period(fields: Fields, measure: Measure | None) -> Period:
    worded = [fields.line(name) for name in ("target", "actual") if _is_worded(fields, name, measure)]
    comment = fields.text("comment")
    return Period(
        start=fields.day("start"),
        end=fields.day("end"),
        target=_value(fields, "target", measure),
        actual=_value(fields, "actual", measure),
        comment="\n".join(one for one in (*worded, comment) if one) or None,
    )


def _value(fields: Fields, name: str, measure: Measure | None) -> float | None:
    return None if _is_worded(fields, name, measure) else fields.number(name)


def _is_worded(fields: Fields, name: str, measure: Measure | None) -> bool:
    """IATI lets the values of a qualitative indicator be prose."""
    value = fields.raw(name)
    return measure in _WORDED and isinstance(value, str) and any(one.isalpha() for one in value)


def _reduced_date(fields: Fields, name: str) -> str | None:
    """`2023-10-26`, `2023-05` or `2023` (ISO 8601 reduced precision)."""
    value = fields.line(name)
    if value is None:
        return None
    match = _REDUCED.fullmatch(value.partition("T")[0].strip())
    if match is None or read_day(f"{match[1]}-{match[2] or '01'}-{match[3] or '01'}") is None:
        raise DecodeError(fields.place(name), "expected a date")
    return match[0]
