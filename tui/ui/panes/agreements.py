"""Pane 5: agreements, and the card of one."""

from __future__ import annotations

from collections.abc import Sequence

from ...domain.agreement import Agreement
from ...domain.freshness import Collection
from ...domain.identity import agreement_subject
from ...domain.notes import Subject
from ...domain.review import RecordRef
from ...present import agreement as agreement_words
from ...present import copying, dates
from ...present.language import N_, _
from ..card_lines import Build
from ..cards.agreement import agreement_card, facts_of
from ..ink import Role, Span
from ..list_window import Look, MemoryRows
from .listing import Listing, cells, columns, parties_of, widths
from .subjects import party_names


class Agreements(Listing[Agreement]):
    """What has been signed, by whom and for how long."""

    NAME = "agreements"
    TITLE = N_("Agreements")
    COLLECTION = Collection.AGREEMENTS

    _total = 0

    def look(self) -> Look[Agreement]:
        return Look(key=lambda one: one.id, spans=self._spans)

    @staticmethod
    def _widths(width: int) -> dict[str, int]:
        wanted = {"type": 18, "status": 10, "until": 17, "goals": -7}
        return widths(width, "title", wanted, least=27, drop=("type", "goals", "status"))

    def columns(self, width: int) -> str:
        size = self._widths(width)
        return columns(
            (
                (_("Agreement"), size["title"]),
                (_("Type"), size["type"]),
                (_("Status"), size["status"]),
                (_("Ends"), size["until"]),
                (_("reached"), size["goals"]),
            )
        )

    def _spans(self, row: Agreement, width: int) -> Sequence[Span]:
        size = self._widths(width)
        today = dates.local_date(self.now)
        until = agreement_words.ends(row, today)
        role = Role.ALARM if until.endswith("!") else Role.PLAIN
        title = ("* " if self._new(row) else "") + self.titled(RecordRef.agreement(row.id), row.title)
        return cells(
            (
                (title, size["title"], Role.PLAIN),
                (agreement_words.type_word(row.type), size["type"], Role.PLAIN),
                (agreement_words.status(row.status), size["status"], Role.PLAIN),
                (until, size["until"], role),
                (agreement_words.achieved(row, today), size["goals"], Role.PLAIN),
            )
        )

    def _new(self, row: Agreement) -> bool:
        """Something of it or its goals was not looked at."""
        return self.news.of(RecordRef.agreement(row.id), *(RecordRef.goal(one) for one in row.goals)) > 0

    def read(self) -> None:
        reader = self.services.reader
        rows = reader.agreements(self.filter_text)
        self._total = len(reader.agreements()) if self.filter_text else len(rows)
        self.list.show(MemoryRows(rows, lambda one: one.id), keep=self.list.selected_key, empty=self.empty_lines())

    def context(self) -> str:
        return _("{count} agreements").format(count=self.counted(self._total)) + "   " + _("sorted by title")

    def explains(self) -> str:
        return _("! runs out within {days} days   2/9: goals reached, of all").format(days=agreement_words.SOON)

    def place(self) -> str:
        return _("{shown} of {total}").format(shown=self.list.index + 1, total=self.list.count)

    def title_of(self, row: Agreement) -> str:
        return row.title

    def ref_of(self, row: Agreement) -> RecordRef:
        return RecordRef.agreement(row.id)

    def record_of(self, row: Agreement) -> tuple[Collection, str] | None:
        return Collection.AGREEMENTS, row.id

    def subject_of(self, row: Agreement) -> Subject | None:
        return agreement_subject(row, party_names(row, self.services.reader))

    def parts_of(self, row: Agreement) -> tuple[copying.Part, ...]:
        return copying.agreement_parts(row)

    def partners_of(self, row: Agreement) -> tuple[str, ...]:
        return parties_of(row)

    def card_for(self, row: Agreement) -> Build:
        facts, now = facts_of(row, self.services.reader, self.services.book), self.now
        return lambda width: agreement_card(facts, now, width)
