"""What was learned of a source, kept with the local copy so that the next sync need not ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from ..api.source import Identity
from ..domain.errors import Cancelled, RateLimited, SyncError
from ..domain.freshness import Collection
from ..storage.notes import Memory, Patience
from . import policy
from .work import Work

_FLAGS = ("has_organizations", "has_service_at_locations", "has_agreements", "has_changes")
_SETS = ("deltas", "keysets")
LONGEST = timedelta(days=7)
"""No source is left alone for longer, whatever it asks for: its clock may be wrong."""


class Known:
    """The identity of the source in one round: from memory where that is fresh, else asked for once."""

    def __init__(self, work: Work, *, anew: bool) -> None:
        """`anew`: ask, whatever is remembered."""
        self._work = work
        self._anew = anew
        self._identity: Identity | None = None
        self._recalled = False

    def identity(self) -> Identity:
        """Raises SyncError where neither memory nor the source has an answer."""
        if self._identity is None:
            memory = self._work.cache.recall()
            fresh = not self._anew and policy.fresh(memory, self._work.fingerprint, self._work.clock())
            if memory is not None and fresh:
                self._identity, self._recalled = identity_of(memory), True
                self._work.source.remember(self._identity)
            else:
                self._identity = self._ask(memory)
        return self._identity

    def _ask(self, memory: Memory | None) -> Identity:
        try:
            identity = self._work.source.identify(self._work.cancelled)
        except SyncError as error:
            if isinstance(error, Cancelled) or policy.ends_round(error):
                raise
            if memory is None or memory.fingerprint != self._work.fingerprint:
                raise
            identity = identity_of(memory)  # an old memory is better than none
            self._work.source.remember(identity)
            return identity
        if identity.certain:
            memory = Memory(fingerprint=self._work.fingerprint, at=self._work.clock(), content=content_of(identity))
            self._work.cache.remember(memory)
        return identity

    def doubt(self) -> bool:
        """Something that was there is not: forget it, and ask again. Whether the answer is another one than before."""
        if self._identity is None:
            return False
        before, recalled = self._identity, self._recalled
        self._recalled = False
        self._work.cache.remember(None)
        if not recalled:
            return False
        self._identity = self._work.source.identify(self._work.cancelled)
        return self._identity != before

    def without_changes(self) -> None:
        """There is no change feed after all."""
        if self._identity is not None:
            self._identity = replace(self._identity, has_changes=False)
            self._work.cache.remember(None)


def content_of(identity: Identity) -> dict[str, object]:
    plain: dict[str, object] = {"version": identity.version, "profile": identity.profile}
    plain |= {name: getattr(identity, name) for name in _FLAGS}
    return plain | {name: sorted(one.value for one in getattr(identity, name)) for name in _SETS}


def identity_of(memory: Memory) -> Identity:
    stored = memory.content
    return Identity(
        version=stored["version"],
        profile=stored["profile"],
        **{name: bool(stored[name]) for name in _FLAGS},
        deltas=frozenset(Collection(one) for one in stored["deltas"]),
        keysets=frozenset(Collection(one) for one in stored["keysets"]),
    )


def note_patience(work: Work, error: SyncError) -> None:
    """Keep what a source that asked for patience said, for every instance."""
    if isinstance(error, RateLimited) and error.retry_at is not None:
        now = work.clock()
        until = min(error.retry_at, now + LONGEST)
        work.cache.wait(Patience(fingerprint=work.origin, at=now, until=until, url=error.url))


def asked_for_patience(patience: Patience | None, origin: str, now: datetime) -> RateLimited | None:
    """Why nothing may be asked yet; None when it may."""
    if patience is None or not policy.held_back(patience, origin, now):
        return None
    return RateLimited(patience.url, patience.until)
