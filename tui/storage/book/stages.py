"""How far the review of an agreement has come in a period, as it is stored."""

from __future__ import annotations

import sqlite3

from ...domain.freshness import Collection
from ...domain.periods import Period, Stage
from ...domain.review import RecordRef
from .undo import Step


def set_stage(
    connection: sqlite3.Connection, step: Step, agreement_id: str, period: str, stage: Stage, now: int
) -> None:
    """Set the stage, also back to an earlier one."""
    step.keep("agreement_review", period, agreement_id)
    connection.execute(
        "INSERT INTO agreement_review (period, agreement_id, stage, at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (period, agreement_id) DO UPDATE SET stage = excluded.stage, at = excluded.at",
        (period, agreement_id, stage.value, now),
    )


def raise_to_noted(connection: sqlite3.Connection, step: Step, ref: RecordRef, period: Period, now: int) -> None:
    """Something was written on a record: its agreement counts as noted in this period, unless it is done."""
    if ref.collection is not Collection.AGREEMENTS:
        return
    found = connection.execute(
        "SELECT stage FROM agreement_review WHERE period = ? AND agreement_id = ?", (period.name, ref.source_id)
    ).fetchone()
    if found is None or found[0] not in (Stage.NOTED.value, Stage.DONE.value):
        set_stage(connection, step, ref.source_id, period.name, Stage.NOTED, now)
