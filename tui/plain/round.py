"""One round of syncing as a JSON document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ..domain.errors import SamspillError
from ..present.errors import sentence
from ..present.round import Done, Failed


def document(
    outcomes: Iterable[Done | Failed],
    *,
    error: SamspillError | None,
    profile: str,
    url: str | None,
    version: str,
    ended: datetime,
    exit_code: int,
    meaning: str,
) -> dict[str, Any]:
    """For programs: names and values never change with the language, `ended` is aware. Only `sentence` is for people.

    `error` says why nothing could be tried at all. `completed_at` is None unless everything asked for was done.
    """
    return {
        "version": version,
        "profile": profile,
        "url": url,
        "collections": {one.collection.value: _collection(one) for one in outcomes},
        "error": _error(error),
        "ended_at": _moment(ended),
        "completed_at": _moment(ended) if exit_code == 0 else None,
        "exit_code": exit_code,
        "meaning": meaning,
    }


def _collection(one: Done | Failed) -> dict[str, Any]:
    """Counts are None where nothing is known because it failed."""
    if isinstance(one, Failed):
        counts = dict.fromkeys(("read", "added", "changed", "removed", "rejected", "seconds"))
        return {**counts, "offered": True, "error": _error(one.error)}
    return {
        "read": one.read,
        "added": one.added,
        "changed": one.changed,
        "removed": one.removed,
        "rejected": one.rejected,
        "seconds": round(one.seconds, 3),
        "offered": one.offered,
        "error": None,
    }


def _error(error: SamspillError | None) -> dict[str, str] | None:
    return None if error is None else {"kind": type(error).__name__, "sentence": sentence(error)}


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
