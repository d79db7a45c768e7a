"""HSDS schedule with the fields of the profile."""

from __future__ import annotations

from typing import Any

from .identity import Ids
from .shapes import Table
from .wire_partner import stated


def schedule(
    ids: Ids, path: tuple[str, str], session: Table, service_at_location_id: str, timezone: str
) -> dict[str, Any]:
    """One session; `path` is the key of its hours and its own, `timezone` holds where it states none."""
    record = {
        "id": ids("schedule", *path),
        "service_at_location_id": service_at_location_id,
        **stated(
            session,
            "valid_from",
            "valid_to",
            "count",
            "until",
            "description",
            "notes",
            "by_appointment",
            starts="dtstart",
            every="interval",
            opens="opens_at",
            closes="closes_at",
            attending="attending_type",
            holidays="holiday_policy",
        ),
        "timezone_name": session.get("timezone", timezone),
    }
    if "repeat" in session:
        record["freq"] = session["repeat"].upper()
    if "week_starts" in session:
        record["wkst"] = session["week_starts"].upper()
    if "days" in session:
        record["byday"] = ",".join(session["days"])
    if "month_days" in session:
        record["bymonthday"] = ",".join(map(str, session["month_days"]))
    if "exception" in session:
        record["exceptions"] = [
            stated(exception, "date", "status", "note", opens="opens_at", closes="closes_at")
            for exception in session["exception"]
        ]
    return record
