"""Pane 5: agreements, and the card of one."""

from __future__ import annotations

from collections.abc import Sequence

from ...domain.agreement import Agreement
from ...domain.freshness import Collection
from ...domain.identity import agreement_subject
from ...domain.notes import Subject
from ...domain.periods import Stage
from ...domain.review import RecordRef
from ...present import agreement as agreement_words
from ...present import copying, dates
from ...present import period_review as period_words
from ...present import review as review_words
from ...present.keymap import how
from ...present.language import N_, _
from ..card_lines import Build
from ..cards.agreement import agreement_card, facts_of
from ..cards.reviewed import reviewed
from ..ink import Role, Span
from ..list_window import Look, MemoryRows
from ..review_desk import ReviewDesk
from ..services import Sight
from .listing import Listing, cells, columns, parties_of, widths
from .mine import mine_of, none_mine
from .subjects import party_names


class Agreements(Listing[Agreement]):
    """What has been signed, by whom and for how long."""

    NAME = "agreements"
    TITLE = N_("Agreements")
    COLLECTION = Collection.AGREEMENTS

    _total = 0
    agreements: Sequence[Agreement] = ()
    """All that are in the local copy, whatever is in view."""

    def __init__(self, services: Sight, desk: ReviewDesk) -> None:
        self.desk = desk
        super().__init__(services)

    def look(self) -> Look[Agreement]:
        return Look(key=lambda one: one.id, spans=self._spans)

    @staticmethod
    def _widths(width: int) -> dict[str, int]:
        wanted = {"type": 18, "status": 10, "until": 17, "goals": -7, "stage": 14}
        return widths(width, "title", wanted, least=26, drop=("type", "goals", "status"))

    def columns(self, width: int) -> str:
        size = self._widths(width)
        return columns(
            (
                (_("Agreement"), size["title"]),
                (_("Type"), size["type"]),
                (_("Status"), size["status"]),
                (_("Ends"), size["until"]),
                (_("reached"), size["goals"]),
                (self.desk.review.period.name, size["stage"]),
            )
        )

    def _spans(self, row: Agreement, width: int) -> Sequence[Span]:
        size = self._widths(width)
        today = dates.local_date(self.now)
        until = agreement_words.ends(row, today)
        role = Role.ALARM if until.endswith("!") else Role.PLAIN
        title = ("* " if self._new(row) else "") + self.news.titled(RecordRef.agreement(row.id), row.title)
        return cells(
            (
                (title, size["title"], Role.PLAIN),
                (agreement_words.type_word(row.type), size["type"], Role.PLAIN),
                (agreement_words.status(row.status), size["status"], Role.PLAIN),
                (until, size["until"], role),
                (agreement_words.achieved(row, today), size["goals"], Role.PLAIN),
                (review_words.stage_when(self.desk.review.of(row.id), self.now), size["stage"], Role.PLAIN),
            )
        )

    def _new(self, row: Agreement) -> bool:
        """Something of it or its goals was not looked at."""
        return self.news.of(RecordRef.agreement(row.id), *(RecordRef.goal(one) for one in row.goals)) > 0

    def read(self) -> None:
        reader = self.services.reader
        rows: Sequence[Agreement] = reader.agreements(self.filter_text)
        self.agreements = reader.agreements() if self.filter_text else rows
        if self.desk.mine:
            rows = mine_of(rows, self.services)
        self._total = len(self.agreements)
        self.list.show(MemoryRows(rows, lambda one: one.id), keep=self.list.selected_key, empty=self.empty_lines())

    def resolve(self, key: str) -> str | None:
        """The agreement; shown among all of them where it is none of mine."""
        if self.desk.mine and not self.list.select(key):
            self.desk.mine = False
            self.read()
        return key

    def empty_lines(self) -> Sequence[str]:
        if self.desk.mine and self._total and not self.filter_text:
            return none_mine()
        return super().empty_lines()

    def counted(self, total: int) -> str:
        if self.desk.mine:
            return _("{shown} of {total}").format(shown=self.list.count, total=total)
        return super().counted(total)

    def context(self) -> str:
        review = self.desk.review
        done = review_words.progress(review.progress([one.id for one in self.agreements]))
        reviewed = f"{review.period.name}: {done}"
        return "   ".join(
            (
                _("{count} agreements").format(count=self.counted(self._total)),
                *([_("only mine")] if self.desk.mine else []),
                _("sorted by title"),
                reviewed,
            )
        )

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
        known = reviewed(self.services.book, self.desk.review, row)
        facts, now = facts_of(row, self.services.reader, self.services.book, known), self.now
        return lambda width: agreement_card(facts, now, width)

    @property
    def agreement_here(self) -> Agreement | None:
        """The selected one."""
        return self.list.selected

    def mark(self) -> str:
        """It was seen; marked again it is finished, and the next one is looked for."""
        agreement = self.list.selected
        if agreement is None:
            return _("There is no agreement here to mark.")
        stage = self.desk.advance(agreement)
        if stage is Stage.DONE:
            any(self.list.select(key) for key in self.desk.unfinished_after(agreement, self.agreements))
        self.read()
        self.refresh_card()
        if stage is Stage.DONE and self.desk.complete(self.agreements):
            self.complete()
        return period_words.marked(stage, agreement.title, how("review.mark"))
