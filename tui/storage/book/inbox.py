"""Looking through changes: what is open, marks, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from ...domain.freshness import Collection
from ...domain.review import Change, Gone, Named, RecordKind, RecordRef, TopicCount, Window
from ...domain.undo import Action
from ..codec import decode_plain, encode_plain
from ..moments import EPOCH, from_micros, to_micros
from .file import BookFile
from .history import COLUMNS, FLOOR, TOPICS, change_of, units_from, units_of
from .listing import Changes, bound, narrowing
from .undo import Step

SHOWN = timedelta(days=90)
"""So long a record that is gone is shown."""

_OPEN = f"h.open AND h.seq > {FLOOR}"


class Inbox(BookFile):
    """Changes and marks. Questions never raise; what writes raises BookError."""

    def changes(self, window: Window | None = None) -> Changes:
        """The changes in view, as rows with counts by topic. Without a window: all since the last review."""
        return Changes(self, window or Window())

    def change(self, seq: int) -> Change | None:
        """One line of the history."""
        found = self.rows(f"SELECT {COLUMNS} FROM history h JOIN unit u ON u.id = h.unit WHERE h.seq = ?", seq)
        return change_of(found[0]) if found else None

    def history(self, ref: RecordRef, limit: int = 50) -> tuple[Change, ...]:
        """What is known here of one record, newest first; of an agreement with its goals."""
        units, given = units_of(ref)
        found = self.rows(
            f"SELECT {COLUMNS} FROM history h INDEXED BY history_unit JOIN unit u ON u.id = h.unit"
            f" WHERE h.unit IN ({units}) ORDER BY h.seq DESC LIMIT ?",
            *given,
            limit,
        )
        return tuple(change_of(row) for row in found)

    def arrived(self, collection: Collection, source_id: str) -> datetime | None:
        """When something of a record of the source last became different here (aware, UTC); None: not since it came."""
        units, given = units_from(collection, source_id)
        latest = f"SELECT at FROM history INDEXED BY history_unit WHERE unit IN ({units}) ORDER BY seq DESC LIMIT 1"
        found = self.rows(latest, *given)
        return from_micros(found[0][0]) if found else None

    def unreviewed(self) -> tuple[TopicCount, ...]:
        """What was not looked at since the last review, by topic; the sum is what the tab says."""
        found = self.rows("SELECT topic, open FROM tally WHERE open > 0 ORDER BY topic")
        return tuple(TopicCount(topic=TOPICS[topic], total=count, open=count) for topic, count in found)

    def unreviewed_records(self, refs: Iterable[RecordRef]) -> Mapping[RecordRef, int]:
        """Of these records those with changes not looked at, and how many (`NY 2`)."""
        wanted = sorted(set(refs))
        found = self.rows(
            "SELECT u.kind, u.source_id, u.record_id, count(*) FROM json_each(?) w"
            " JOIN unit u ON u.kind = json_extract(w.value, '$[0]')"
            " AND u.source_id = json_extract(w.value, '$[1]') AND u.record_id = json_extract(w.value, '$[2]')"
            f" JOIN history h ON h.unit = u.id WHERE {_OPEN} GROUP BY u.kind, u.source_id, u.record_id",
            encode_plain([[one.kind.value, one.source_id, one.record_id] for one in wanted]),
        )
        return {
            RecordRef(kind=RecordKind(kind), source_id=source_id, record_id=record_id): count
            for kind, source_id, record_id, count in found
        }

    def unreviewed_partners(self, ids: Iterable[str] | None = None) -> Mapping[str, int]:
        """Partners with changes not looked at that concern them, and how many; of all, or of these."""
        question = "SELECT partner_id, open FROM partner_tally WHERE open > 0"
        if ids is None:
            return dict(self.rows(question))
        given = encode_plain(sorted(set(ids)))
        return dict(self.rows(f"{question} AND partner_id IN (SELECT value FROM json_each(?))", given))

    def next_unreviewed(
        self, seq: int | None = None, *, backwards: bool = False, window: Window | None = None
    ) -> Change | None:
        """The next change not looked at after this one in the order of the list, round the corner at its end.

        Of all since the last review, or of a window. None where there is none but this one.
        """
        which, given = narrowing(window or Window(), "h.")
        since = bound(self, (window or Window()).since)
        here = self.change(seq) if seq is not None else None
        topics = list(range(len(TOPICS)))[:: -1 if backwards else 1]
        order, sooner = ("ASC", ">") if backwards else ("DESC", "<")
        question = f"SELECT {COLUMNS} FROM history h JOIN unit u ON u.id = h.unit WHERE {_OPEN} AND h.seq > ?"
        question += f"{which} AND h.topic = ?"
        end = f" ORDER BY h.seq {order} LIMIT 1"
        at = 0 if here is None else topics.index(TOPICS.index(here.topic))
        tries: list[tuple[int, str, tuple[int, ...]]] = [(topic, "", ()) for topic in topics[at:] + topics[:at]]
        if here is not None:
            beyond = (topics[at], f" AND h.seq {sooner} ?", (here.seq,))
            tries = [beyond, *tries[1:], (topics[at], " AND h.seq <> ?", (here.seq,))]
        for topic, condition, values in tries:
            found = self.rows(question + condition + end, since, *given, topic, *values)
            if found:
                return change_of(found[0])
        return None

    def mark(self, change: Change) -> bool:
        """Marks a value as looked at, with the steps that led to it; False when it was so already."""
        steps = (
            "SELECT seq FROM history INDEXED BY history_unit_open WHERE open AND seq <= ?1"
            " AND unit = (SELECT unit FROM history WHERE seq = ?1)"
            f" AND (seq = ?1 OR seq > {FLOOR})"
        )
        return self._mark(Action.MARKED, change.title, steps, change.seq) > 0

    def mark_all(self, changes: Changes) -> int:
        """Marks what this list has in view, not what came since; how many there were."""
        after = bound(self, changes.shown.since)
        which, given = narrowing(changes.shown)
        steps = f"SELECT seq FROM history WHERE open AND seq > max(?, {FLOOR}) AND seq <= ?{which}"
        return self._mark(Action.MARKED_ALL, "", steps, after, changes.newest, *given)

    def _mark(self, action: Action, title: str, steps: str, *given: object) -> int:
        with self.transaction() as connection:
            step = Step(connection, action, title, self.now())
            marked = connection.execute(
                f"INSERT OR IGNORE INTO mark (seq, at, batch) SELECT seq, {self.now()}, {step.id} FROM ({steps})",
                given,
            ).rowcount
            if marked:
                step.keep_batch()
                step.done()
            else:
                step.dropped()
        return marked

    def unmark(self, change: Change) -> bool:
        """Takes the mark off one change; False when there was none."""
        with self.transaction() as connection:
            step = Step(connection, Action.UNMARKED, change.title, self.now())
            step.keep("mark", change.seq)
            removed = connection.execute("DELETE FROM mark WHERE seq = ?", (change.seq,)).rowcount
            if removed:
                step.done()
            else:
                step.dropped()
        return removed > 0

    def gone(self) -> tuple[Gone, ...]:
        """Records the source removed in the last 90 days and has not brought back, newest first."""
        since = to_micros(self.clock() - SHOWN)
        found = self.rows(
            "SELECT u.kind, u.source_id, u.record_id, coalesce(json_extract(h.context, '$.goal'), h.title), h.at,"
            " h.context FROM history h INDEXED BY history_removed JOIN unit u ON u.id = h.unit"
            " WHERE h.change = 'removed' AND h.at >= ?"
            " AND NOT EXISTS (SELECT 1 FROM history later WHERE later.unit = h.unit AND later.seq > h.seq)"
            " AND NOT EXISTS (SELECT 1 FROM subject s WHERE s.kind = u.kind AND s.source_id = u.source_id"
            " AND s.record_id = u.record_id AND s.moved_to IS NOT NULL) ORDER BY h.seq DESC",
            since,
        )
        return tuple(
            Gone(
                ref=RecordRef(kind=RecordKind(kind), source_id=source_id, record_id=record_id),
                title=title,
                gone_at=from_micros(at) or EPOCH,
                partners=tuple(Named(id=one, name=name) for one, name in decode_plain(context).get("partners", [])),
            )
            for kind, source_id, record_id, title, at, context in found
        )
