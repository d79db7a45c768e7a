"""Agreement, goal, action and indicator of the profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .identity import Ids
from .shapes import Table
from .wire_partner import contacts, stated


def agreement(ids: Ids, key: str, table: Table, names: Mapping[str, str], last_modified: str) -> dict[str, Any]:
    """An agreement with its goals; `names` are those of the partners that are parties."""
    record = {
        "id": ids("agreement", key),
        **stated(table, "title", "type", "status", "description", "signed_place", "valid_from", "valid_to"),
        **stated(
            table,
            "meeting_cadence",
            signed="signed_date",
            next_meeting="next_meeting_date",
            evaluation_due="evaluation_due_date",
        ),
        **contacts(ids, ("agreement", key), table),
    }
    if "party" in table:
        record["parties"] = [
            {
                "organization_id": ids("organization", party["partner"]),
                "name": names[party["partner"]],
                **stated(party, "role", "signatory_title", signatory="signatory_name"),
            }
            for party in table["party"]
        ]
    for name, plural in (("document", "documents"), ("source", "sources")):
        if name in table:
            record[plural] = [stated(link, "title", "url") for link in table[name]]
    if "goal" in table:
        record["goals"] = [_goal(ids, key, goal, last_modified) for goal in table["goal"]]
    return record


def _goal(ids: Ids, agreement_key: str, goal: Table, last_modified: str) -> dict[str, Any]:
    path = (agreement_key, goal["key"])
    record = {
        "id": ids("goal", *path),
        "agreement_id": ids("agreement", agreement_key),
        **stated(
            goal,
            "title",
            "description",
            lifecycle="lifecycle_status",
            achievement="achievement_status",
            starts="start_date",
            due="due_date",
        ),
    }
    if "responsible" in goal:
        record["responsible_organization_id"] = ids("organization", goal["responsible"])
    if "action" in goal:
        record["actions"] = [
            {
                "id": ids("action", *path, action.get("key", position)),
                **stated(action, "title", "status", due="due_date", met="date_met"),
            }
            for position, action in enumerate(goal["action"], 1)
        ]
    if "indicator" in goal:
        record["indicators"] = [
            _indicator(ids("indicator", *path, indicator.get("key", position)), indicator)
            for position, indicator in enumerate(goal["indicator"], 1)
        ]
    return {**record, "last_modified": last_modified}


def _indicator(id_: str, indicator: Table) -> dict[str, Any]:
    record = {"id": id_, **stated(indicator, "title", "measure", "unit", "ascending")}
    baseline = stated(indicator, baseline="value", baseline_date="date")
    if baseline:
        record["baseline"] = baseline
    if "period" in indicator:
        record["periods"] = [
            stated(period, "start", "end", "target", "actual", "comment") for period in indicator["period"]
        ]
    return record
