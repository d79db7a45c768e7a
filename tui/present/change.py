"""Lines of the change journal in words."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Final, Protocol

from ..domain.agreement import AchievementStatus, ActionStatus, AgreementStatus, LifecycleStatus
from . import dates
from .language import N_, _
from .numbers import number

_FIELDS: Final = {
    "title": N_("title"),
    "type": N_("type"),
    "status": N_("status"),
    "description": N_("description"),
    "signed_date": N_("date of signing"),
    "signed_place": N_("place of signing"),
    "valid_from": N_("beginning"),
    "valid_to": N_("end"),
    "meeting_cadence": N_("how often they meet"),
    "next_meeting_date": N_("next meeting"),
    "evaluation_due_date": N_("evaluation"),
    "parties": N_("party"),
    "contacts": N_("contact person"),
    "documents": N_("document"),
    "sources": N_("source"),
    "goals": N_("goal"),
    "lifecycle_status": N_("status"),
    "achievement_status": N_("standing"),
    "start_date": N_("beginning"),
    "due_date": N_("due date"),
    "responsible_organization_id": N_("owner"),
    "actions": N_("action"),
    "indicators": N_("indicator"),
    "date_met": N_("done on"),
    "baseline": N_("baseline"),
    "periods": N_("number"),
    "target": N_("target"),
    "actual": N_("number now"),
    "comment": N_("comment"),
    "signatory_name": N_("signatory"),
    "signatory_title": N_("signatory"),
    "role": N_("role"),
    "name": N_("name"),
    "url": N_("address"),
    "email": N_("e-mail"),
    "phones": N_("telephone"),
    "value": N_("number"),
    "unit": N_("unit"),
}
"""Names of fields as a person knows them; one that is not here is shown as the source has it."""
_VALUES: Final[dict[str, dict[str, str]]] = {
    "achievement_status": {
        AchievementStatus.ON_TRACK: N_("on track"),
        AchievementStatus.AT_RISK: N_("at risk"),
        AchievementStatus.BEHIND: N_("BEHIND"),
        AchievementStatus.ACHIEVED: N_("achieved"),
        AchievementStatus.NOT_ACHIEVED: N_("not achieved"),
    },
    "lifecycle_status": {
        LifecycleStatus.PLANNED: N_("planned"),
        LifecycleStatus.ACTIVE: N_("active"),
        LifecycleStatus.ON_HOLD: N_("on hold"),
        LifecycleStatus.COMPLETED: N_("completed"),
        LifecycleStatus.CANCELLED: N_("called off"),
    },
    "status": {
        AgreementStatus.DRAFT: N_("draft"),
        AgreementStatus.ACTIVE: N_("active"),
        AgreementStatus.EXPIRED: N_("expired"),
        AgreementStatus.TERMINATED: N_("ended"),
        AgreementStatus.RENEWED: N_("renewed"),
        ActionStatus.SCHEDULED: N_("planned"),
        ActionStatus.MET: N_("done"),
        ActionStatus.NOT_MET: N_("not done"),
        ActionStatus.PARTIALLY_MET: N_("partly done"),
    },
}
_NUMBERED: Final = ("goals", "actions")
"""Lists whose members are told apart by their number."""
_PART: Final = re.compile(r"(\w+)(?:\[(\d+)\])?")
_WITHHELD: Final = "…"


class Changed(Protocol):
    """One line of the journal (`storage.journal.Change`)."""

    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def field(self) -> str | None: ...
    @property
    def before(self) -> str | None: ...
    @property
    def after(self) -> str | None: ...


def line(change: Changed, now: datetime) -> str:
    """`14.11 mål 2, tall nå: 11 -> 12`, `1.10 kontaktperson: endret`; Norwegian time."""
    day = dates.short(dates.local_date(change.at), dates.local_date(now))
    if change.field is None:
        return f"{day} {_('gone at the source') if change.kind == 'removed' else _('came to the source')}"
    return f"{day} {what(change.field)}: {how(change)}"


def what(field: str) -> str:
    """The field: `mål 2, frist`, `sluttdato`."""
    parts = [_PART.fullmatch(one) for one in field.split(".")]
    words = [
        f"{_(_FIELDS[found[1]])} {int(found[2]) + 1}"
        for found in parts
        if found is not None and found[1] in _NUMBERED and found[2] is not None
    ]
    last = parts[-1]
    if last is not None and (last[1] not in _NUMBERED or last[2] is None):
        words.append(_(_FIELDS[last[1]]) if last[1] in _FIELDS else last[1])
    return ", ".join(words) or field


def how(change: Changed) -> str:
    """`11 -> 12`, `ny`, `borte`; only that it changed, where what is kept does not say more."""
    name = (change.field or "").rpartition(".")[2].partition("[")[0]
    before, after = (_value(name, one) for one in (change.before, change.after))
    if change.before is None and change.after is not None and after is None:
        return _("new")
    if change.after is None and before is None:
        return _("gone")
    if (before is None) != (change.before is None) or (after is None) != (change.after is None):
        return _("changed")
    return f"{before or _('not stated')} -> {after or _('not stated')}"


def _value(name: str, text: str | None) -> str | None:
    """A stored value as it is read; None where there is none, or none that can be shown in a line."""
    value = None if text is None else json.loads(text)
    if value is None or value == _WITHHELD or isinstance(value, dict | list):
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return number(value)
    known = _VALUES.get(name, {})
    if value in known:
        return _(known[value])
    try:
        return dates.day_with_year(date.fromisoformat(value))
    except ValueError:
        return f'"{value}"'
