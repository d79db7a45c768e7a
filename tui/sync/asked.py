"""Questions a person left for when there is a network: their records are asked for first, one by one."""

from __future__ import annotations

from collections.abc import Sequence

from ..api.source import Identity
from ..domain.errors import BookError, Cancelled, SyncError
from ..domain.freshness import Collection
from ..domain.notes import Answer, Finding, Question
from . import policy
from .work import Work


def ask_first(work: Work, identity: Identity) -> None:
    """Answer what can be answered. A question that meets an error stays for the next sync.

    Raises Cancelled, and the SyncError that everything else would only meet again.

    What comes is made visible at once; what is gone is only said, and removed with its collection.
    """
    if work.book is None:
        return
    pending: dict[tuple[Collection, str], list[Question]] = {}
    for one in work.book.pending_questions():
        pending.setdefault((one.subject.ref.collection, one.subject.ref.source_id), []).append(one)
    for (collection, source_id), questions in pending.items():
        work.go_on()
        if collection is Collection.AGREEMENTS and not identity.has_agreements:
            continue  # "no such record" would say nothing about this one
        try:
            record = work.source.probe(collection, source_id, work.cancelled)
        except SyncError as error:
            if isinstance(error, Cancelled) or policy.ends_round(error):
                raise
            continue
        finding, modified = Finding.GONE, None
        if record is not None:
            finding, modified = work.cache.refresh(record, work.fingerprint, work.clock()), record.last_modified
        try:
            work.book.answered(_ids(questions), Answer(at=work.clock(), finding=finding, modified_at=modified))
        except BookError:
            return


def _ids(questions: Sequence[Question]) -> list[int]:
    return [one.id for one in questions]
