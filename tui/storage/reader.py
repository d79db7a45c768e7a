"""The local copy as the screens and commands read it. Nothing here can write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path

from ..domain.agreement import Agreement, Party
from ..domain.collation import search_terms, sort_key
from ..domain.freshness import Collection, CollectionState
from ..domain.partner import Partner
from ..domain.pieces import Pieces, each, whole
from ..domain.query import EVERY_PARTNER, Growing, HoursRow, PartnerQuery, PartnerRow, PartnerSort
from ..domain.retention import Held
from ..domain.schedule import OfficeHours
from . import agreements, books, journal, notes, retention, schedules, search
from .agreements import searchable
from .codec import decode_agreement, decode_hours, decode_partner, encode_plain
from .database import translated
from .journal import Change
from .kept import Kept
from .moments import from_micros
from .narrowing import Chunk, Known, Narrowing
from .orders import Order, arranged, order_of
from .partner_rows import ChosenPartners, RankedPartners
from .session import Session

LATEST = 2**63 - 1
NAMES = 25
"""Looked up in one piece of reading ahead."""
TIMELY = frozenset({PartnerSort.NEXT_HOURS})
"""Orders that change as time goes by, not only with the date."""


class Reader:
    """Answers from the local copy, for one thread. A file that is not there reads as a copy never fetched.

    Questions raise CacheError.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._hours = Kept(session, self._all_hours)
        self._sorted: tuple[object, Order] | None = None
        self._known = Known(session)
        self._agreements = Kept(session, self._all_agreements)

    @classmethod
    def open(cls, path: Path) -> Reader:
        """Raises CacheError: broken, foreign, or written by a later version."""
        return cls(Session(path))

    def close(self) -> None:
        self._session.close()

    @property
    def path(self) -> Path:
        return self._session.path

    def warm(self) -> None:
        """Read what a first search needs. On a reader of its own in another thread: the disk may be slow."""
        search.warm(self._session)

    def data_version(self) -> int:
        """Changes when another connection commits, and when the file appears, is replaced or goes away.

        The way for a reader to take notice of that; raises CacheError when the new file cannot be used.
        """
        return self._session.data_version()

    def states(self) -> tuple[CollectionState, ...]:
        """One state per collection, in their fixed order."""
        states = books.states_of(self._session.rows(books.STATES))
        if 0 not in self._session.column(notes.HAS_AGREEMENTS):
            return states
        none = {Collection.AGREEMENTS}  # unless some are kept from the time when there were any
        return tuple(replace(one, offered=one.collection not in none or one.rows > 0) for one in states)

    def held(self, now: datetime) -> tuple[Held, ...]:
        """How long each collection that was ever fetched may stay without another sync. `now` is aware."""
        return retention.held_in(self._session, now)

    def partners(
        self, query: PartnerQuery | str = "", *, now: datetime | None = None, not_reviewed: Sequence[str] = ()
    ) -> Growing[PartnerRow]:
        """Partners that a query chooses, in its order; a text alone is a query too.

        `now` (aware; its own date is today) decides which agreements are active or about to end and which office hours
        come next; without it, the moment of asking. `not_reviewed` are the ids a filter on that is about.
        """
        asked = PartnerQuery(text=query) if isinstance(query, str) else query
        moment = now or datetime.now(UTC)
        by_row = asked.sort is PartnerSort.NAME
        if by_row and asked.filter == EVERY_PARTNER and not search_terms(asked.text):
            return RankedPartners(self._session)

        def chunks() -> Iterator[Chunk]:
            narrowing = Narrowing(self._session, asked, moment.date(), not_reviewed, self._known)
            yield from narrowing.chunks() if by_row else arranged(narrowing, self._order(asked.sort, moment))

        return ChosenPartners(self._session, chunks, by_row=by_row)

    def _order(self, sort: PartnerSort, now: datetime) -> Order:
        """Kept until the copy or, where it matters, the minute is another."""
        key = (self._session.stamp(), sort, now.replace(second=0, microsecond=0) if sort in TIMELY else now.date())
        if self._sorted is None or self._sorted[0] != key:
            self._sorted = key, order_of(self._session, sort, now)
        return self._sorted[1]

    def partner(self, id: str) -> Partner | None:  # noqa: A002 - the word of the contract
        found = self._session.column("SELECT body FROM record WHERE collection = 'partners' AND id = ?", id)
        with translated(self.path):
            return decode_partner(found[0]) if found else None

    def partner_names(self, ids: Iterable[str]) -> dict[str, str]:
        """Names of the partners that are in the copy; the others are left out."""
        return dict(
            self._session.rows(
                "SELECT id, name FROM partner WHERE id IN (SELECT value FROM json_each(?))",
                encode_plain(sorted(set(ids))),
            )
        )

    def municipalities(self, ids: Iterable[str]) -> dict[str, str]:
        """Municipality numbers of the partners that are in the copy and have one."""
        return dict(
            self._session.rows(
                "SELECT id, municipality_code FROM partner"
                " WHERE municipality_code IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
                encode_plain(sorted(set(ids))),
            )
        )

    def hours(self, organization_id: str | None = None) -> tuple[HoursRow, ...]:
        """Office hours by name of host, service and provider; of one partner as host or provider, if one is given."""
        if organization_id is not None:
            with self._session.snapshot():
                bodies = self._session.column(schedules.RECORDS_OF, organization_id, organization_id)
                found = whole(self._hours_rows(bodies))
            return tuple(row for row in found if organization_id in (row.hours.host_id, row.hours.provider_id))
        return self._hours.now()

    def hours_ahead(self) -> Iterator[None]:
        """Read all of them a piece at a time, before they are asked for."""
        return self._hours.ahead()

    def office_hours(self, source_id: str, id: str) -> HoursRow | None:  # noqa: A002
        with self._session.snapshot():
            found = whole(self._hours_rows(self._session.column(schedules.ONE_RECORD, source_id)))
        return next((row for row in found if row.hours.id == id), None)

    def _all_hours(self) -> Pieces[tuple[HoursRow, ...]]:
        return self._hours_rows(self._session.column(schedules.ALL_RECORDS))

    def _hours_rows(self, bodies: list[bytes]) -> Pieces[tuple[HoursRow, ...]]:
        with translated(self.path):
            decoded = yield from each(decode_hours, bodies)
        values = [one for found in decoded for one in found]
        names = yield from self._names(key for one in values for key in (one.host_id, one.provider_id) if key)
        rows = yield from each(lambda one: _in_order(_hours_row(one, names)), values)
        return tuple(row for _order, row in sorted(rows, key=itemgetter(0)))

    def agreements(self, text: str = "", organization_id: str | None = None) -> tuple[Agreement, ...]:
        """Agreements in Norwegian order of title; a text is looked for in titles, types, goals and names of parties."""
        if organization_id is not None:
            with self._session.snapshot():
                bodies = self._session.column(agreements.OF_PARTY, organization_id)
                found = whole(self._named(bodies))
            return tuple(one for one in found if not text or search.matches(text, searchable(one)))
        everything = self._agreements.now()
        if not search_terms(text):
            return tuple(agreement for _folded, agreement in everything)
        return tuple(agreement for folded, agreement in everything if search.matches(text, folded))

    def agreements_ahead(self) -> Iterator[None]:
        """Read all of them a piece at a time, before they are asked for."""
        return self._agreements.ahead()

    def _all_agreements(self) -> Pieces[tuple[tuple[str, Agreement], ...]]:
        named = yield from self._named([body for _, _, body in self._session.rows(agreements.ALL)])
        folded = yield from each(searchable, named)
        return tuple(zip(folded, named, strict=True))

    def agreement(self, id: str) -> Agreement | None:  # noqa: A002
        with self._session.snapshot():
            found = whole(self._named(self._session.column(agreements.ONE, id)))
        return found[0] if found else None

    def _named(self, bodies: list[bytes]) -> Pieces[list[Agreement]]:
        """With the partner's name where the record does not give one."""
        with translated(self.path):
            found = yield from each(decode_agreement, bodies)
        nameless = [party.organization_id for one in found for party in one.parties if party.name is None]
        names = yield from self._names(key for key in nameless if key is not None)
        return (yield from each(lambda one: _with_names(one, names), found)) if names else found

    def _names(self, ids: Iterable[str]) -> Pieces[dict[str, str]]:
        """As `partner_names`, which the disk may keep waiting where they lie among many."""
        wanted, names = sorted(set(ids)), dict[str, str]()
        for first in range(0, len(wanted), NAMES):
            names |= self.partner_names(wanted[first : first + NAMES])
            yield
        return names

    def changes(self, limit: int = 500, before_seq: int | None = None) -> tuple[Change, ...]:
        """The latest lines of the change journal, newest first; older ones by the last `seq` seen."""
        rows = self._session.rows(journal.RECENT, LATEST if before_seq is None else before_seq, limit)
        return tuple(journal.change_of(row) for row in rows)

    def modified(self, collection: Collection, source_id: str) -> datetime | None:
        """When the source says it changed a record (aware, UTC); None where it does not, or there is no such record."""
        question = "SELECT modified FROM record WHERE collection = ? AND id = ?"
        found = self._session.column(question, collection.value, source_id)
        return from_micros(found[0]) if found else None

    def changes_after(self, seq: int, limit: int) -> tuple[Change, ...]:
        """Lines of the change journal in the order they were written, from the first one after `seq`."""
        return tuple(journal.change_of(row) for row in self._session.rows(journal.SINCE, seq, limit))

    def existing(self, collection: Collection, ids: Iterable[str]) -> frozenset[str]:
        """Those of the source's records that are in the copy."""
        wanted = encode_plain(sorted(set(ids)))
        question = "SELECT id FROM record WHERE collection = ? AND id IN (SELECT value FROM json_each(?))"
        return frozenset(self._session.column(question, collection.value, wanted))

    def instance(self) -> str | None:
        """Tells this database file from others: `seq` of the journal starts again in each. None without a copy."""
        found: list[str] = self._session.column("SELECT value FROM meta WHERE key = 'instance'")
        return found[0] if found else None

    def mode(self) -> int | None:
        """Permission bits of the file; None while there is no copy."""
        path = self._session.path
        return path.stat().st_mode & 0o777 if path.exists() else None

    def size(self) -> int:
        """Bytes on disk, the write-ahead log included."""
        path = self._session.path
        beside = (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm"))
        return sum(one.stat().st_size for one in beside if one.exists())


def _with_names(agreement: Agreement, names: dict[str, str]) -> Agreement:
    return replace(agreement, parties=tuple(_named_party(party, names) for party in agreement.parties))


def _named_party(party: Party, names: dict[str, str]) -> Party:
    name = names.get(party.organization_id) if party.name is None and party.organization_id is not None else None
    return party if name is None else replace(party, name=name)


def _hours_row(hours: OfficeHours, names: dict[str, str]) -> HoursRow:
    host = names.get(hours.host_id) if hours.host_id else None
    provider = names.get(hours.provider_id) if hours.provider_id else None
    return HoursRow(hours=hours, host_name=host, provider_name=provider or hours.provider_name)


def _in_order(row: HoursRow) -> tuple[tuple[str, ...], HoursRow]:
    """A row with what it is sorted by."""
    place = row.hours.place.name if row.hours.place else None
    order = (
        sort_key(row.host_name or place or ""),
        sort_key(row.hours.service_name or ""),
        sort_key(row.provider_name or ""),
        row.hours.source_id,
        row.hours.id,
    )
    return order, row
