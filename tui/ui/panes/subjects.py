"""Records of any kind as one writes about them, by what they are called in the book."""

from __future__ import annotations

from datetime import datetime

from ...domain.agreement import Agreement
from ...domain.identity import agreement_subject, goal_subject, hours_subject, partner_subject
from ...domain.notes import Subject
from ...domain.review import RecordKind, RecordRef
from ...storage.reader import Reader


def party_names(agreement: Agreement, reader: Reader) -> dict[str, str]:
    """Of the parties that are in the local copy: by them an agreement is found again (see `domain.identity`)."""
    return reader.partner_names(one.organization_id for one in agreement.parties if one.organization_id)


def subject_at(reader: Reader, ref: RecordRef, title: str, gone_at: datetime | None = None) -> Subject:
    """As the local copy has it; what it no longer has is known by its id and the title it had."""
    return _found(reader, ref) or Subject(ref=ref, title=title, gone_at=gone_at, partners=_own(ref))


def _own(ref: RecordRef) -> tuple[str, ...]:
    return (ref.record_id,) if ref.kind is RecordKind.PARTNER else ()


def _found(reader: Reader, ref: RecordRef) -> Subject | None:
    match ref.kind:
        case RecordKind.PARTNER:
            partner = reader.partner(ref.record_id)
            return partner_subject(partner) if partner is not None else None
        case RecordKind.HOURS:
            return next((hours_subject(one) for one in reader.hours() if RecordRef.hours(one.hours) == ref), None)
        case RecordKind.AGREEMENT | RecordKind.GOAL:
            agreement = reader.agreement(ref.source_id)
            if agreement is None:
                return None
            names = party_names(agreement, reader)
            if ref.kind is RecordKind.AGREEMENT:
                return agreement_subject(agreement, names)
            goals = (one for one in agreement.goals if one.id == ref.record_id)
            return next((goal_subject(one, agreement, names) for one in goals), None)
