"""From a record to the row that stands for it."""

from __future__ import annotations

from ..domain.review import RecordKind, RecordRef
from ..storage.reader import Reader
from .card_lines import Link


def link_to(ref: RecordRef, reader: Reader) -> Link | None:
    """Where a record is shown; None where the local copy does not have it."""
    match ref.kind:
        case RecordKind.PARTNER:
            return Link("partners", ref.record_id) if reader.partner(ref.record_id) is not None else None
        case RecordKind.HOURS:
            there = reader.office_hours(ref.source_id, ref.record_id) is not None
            return Link("hours", f"{ref.source_id}|{ref.record_id}|") if there else None
        case RecordKind.AGREEMENT:
            return Link("agreements", ref.record_id) if reader.agreement(ref.record_id) is not None else None
        case RecordKind.GOAL:
            agreement = reader.agreement(ref.source_id)
            there = agreement is not None and any(one.id == ref.record_id for one in agreement.goals)
            return Link("goals", ref.record_id) if there else None
