"""Pane 4: goals with progress and standing, by agreement or in the order of a review."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from ...domain.agreement import Agreement, Goal
from ...domain.freshness import Collection
from ...domain.goal_order import GoalOrder, deviates
from ...domain.identity import agreement_subject, goal_subject
from ...domain.notes import Subject
from ...domain.periods import ReviewProgress, Stage
from ...domain.query import GoalRow
from ...domain.review import RecordRef
from ...present import copying, dates
from ...present import period_review as period_words
from ...present import review as review_words
from ...present.keymap import how
from ...present.language import N_, _
from ..card_lines import Build
from ..cards.goal import agreement_heading, goal_card
from ..cards.reviewed import reviewed
from ..cellwidth import cell_len
from ..choices import Choice
from ..ink import Role, Span, sides
from ..list_window import Look, MemoryRows
from ..review_desk import ReviewDesk
from ..services import Sight
from .goal_columns import GoalColumns
from .goal_rows import Entry, GoalView, Group, entry_key, lined_up, matching
from .listing import Listing, parties_of
from .mine import mine_of, none_mine
from .subjects import party_names

ORDERS = {
    GoalOrder.AGREEMENT: N_("by agreement"),
    GoalOrder.LATENESS: N_("by lateness"),
    GoalOrder.DUE: N_("by due date"),
    GoalOrder.PARTNER: N_("by partner"),
}


class Goals(Listing[Entry]):
    """What the agreements are for, and how far it has come."""

    NAME = "goals"
    TITLE = N_("Goals")
    COLLECTION = Collection.AGREEMENTS
    ABOVE = True

    _shown = 0
    _total = 0
    _late = 0
    _read_on: date | None = None
    order = GoalOrder.AGREEMENT
    which = GoalView.ALL
    agreements: Sequence[Agreement] = ()
    """All that are in the local copy, whatever is in view."""

    def __init__(self, services: Sight, desk: ReviewDesk) -> None:
        self.desk = desk
        super().__init__(services)

    def look(self) -> Look[Entry]:
        return Look(
            key=entry_key,
            spans=lambda entry, width: self._drawn.spans(entry, width),
            selectable=lambda entry: not isinstance(entry, Group),
            heading=lambda entry: not isinstance(entry, GoalRow),
        )

    @property
    def _drawn(self) -> GoalColumns:
        return GoalColumns(self.now, self.order is GoalOrder.AGREEMENT, self.desk.review, self.news)

    def columns(self, width: int) -> str:
        return self._drawn.titles(width)

    def above(self, width: int) -> Sequence[Span]:
        left, right = period_words.head(self.desk.review, self.progress, self.now)
        short = left.removeprefix(period_words.name(self.desk.review))
        if cell_len(left) + cell_len(right) + 3 > width:
            left = review_words.period(self.desk.review.period) + short
        return sides(((" " + left, Role.STRONG),), right, width - 1)

    @property
    def progress(self) -> ReviewProgress:
        """How many of the agreements are finished."""
        return self.desk.review.progress([one.id for one in self.agreements])

    @property
    def _today(self) -> date:
        return dates.local_date(self.now)

    def words_changed(self) -> None:
        if self.shown and self._read_on != self._today:
            self.read()  # what is late, and how it is lined up
        super().words_changed()

    def read(self) -> None:
        reader, today = self.services.reader, self._today
        self._read_on = today
        agreements: Sequence[Agreement] = reader.agreements()
        self.agreements = agreements
        self._total = sum(len(one.goals) for one in agreements)
        if self.desk.mine:
            agreements = mine_of(agreements, self.services)
        goals = [goal for one in agreements for goal in one.goals]
        self._late = sum(deviates(goal, today) for goal in goals)
        names = reader.partner_names(key for goal in goals if (key := goal.responsible_organization_id))

        def row(agreement: Agreement, goal: Goal) -> GoalRow:
            name = names.get(goal.responsible_organization_id or "")
            return GoalRow(goal=goal, agreement=agreement, responsible_name=name)

        found = matching(agreements, self.filter_text, today, self.which, self.desk.review)
        rows = [(one, [row(one, goal) for goal in some]) for one, some in found]
        self._shown = sum(len(some) for _one, some in rows)
        entries = lined_up(rows, self.order, today)
        self.list.show(MemoryRows(entries, entry_key), keep=self.list.selected_key, empty=self.empty_lines())

    def context(self) -> str:
        number = str(self._total)
        if self.filter_text or self.which is not GoalView.ALL or self.desk.mine:
            number = _("{shown} of {total}").format(shown=self._shown, total=self._total)
        count = _("{count} goals").format(count=number)
        if self.desk.mine:
            count = f"{count}, {_('only mine')}"
        parts = [count, _("sorted {order}").format(order=_(ORDERS[self.order]))]
        match self.which:
            case GoalView.ALL:
                parts.append(_("{count} deviate (v shows only those)").format(count=self._late))
            case GoalView.DEVIATIONS:
                parts.append(_("only deviations (v: not reviewed)"))
            case GoalView.NOT_REVIEWED:
                parts.append(_("only not reviewed (v: all)"))
        if not self.has_above:  # on few rows there is no line for it
            parts = [parts[0], review_words.progress(self.progress), parts[2], parts[1]]
        return "   ".join(parts)

    def explains(self) -> str:
        return _("| plan today, worked out here   + above target   -/15 number missing, not 0")

    def empty_lines(self) -> Sequence[str]:
        if not self.filter_text and self._total and self.which is GoalView.DEVIATIONS:
            return (
                _("No goal deviates: none late, behind, at risk or without numbers."),
                _("v shows what is not reviewed, then all goals."),
            )
        if not self.filter_text and self._total and self.which is GoalView.NOT_REVIEWED:
            return _("Every agreement is finished in this review."), _("v shows all goals.")
        if not self.filter_text and self._total and self.desk.mine:
            return none_mine()
        return super().empty_lines()

    # -- ways to look ----------------------------------------------------------------------------------------

    @property
    def view(self) -> str:
        return "" if self.which is GoalView.ALL else self.which.value

    @view.setter
    def view(self, name: str) -> None:
        """Which goals are looked at; a name that is none is left alone."""
        with suppress(ValueError):
            self.which = GoalView(name or GoalView.ALL)
            if self._read_on is not None:  # something is shown already
                self.read()

    def switch_view(self) -> None:
        """All goals, only those that are not as they should be, only those not reviewed."""
        self.which = self.which.following
        self.read()
        self.refresh_card()

    def sorts(self) -> Sequence[Choice[str]]:
        return [Choice(_(words), order.value) for order, words in ORDERS.items()]

    @property
    def sorted_by(self) -> str:
        return self.order.value

    def sort_by(self, value: str) -> None:
        self.order = GoalOrder(value)
        self.read()
        self.refresh_card()

    def resolve(self, key: str) -> str | None:
        """The goal; shown among all of them where the view leaves it out."""
        if (self.desk.mine or self.which is not GoalView.ALL) and not self.list.select(key):
            self.which = GoalView.ALL
            self.desk.mine = False
            self.read()
        return key

    # -- the review ------------------------------------------------------------------------------------------

    def mark(self) -> str:
        """The agreement of the selected row was seen; marked again it is finished, and the next one is looked for."""
        agreement = self.agreement_here
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

    @property
    def agreement_here(self) -> Agreement | None:
        """The agreement of the selected row, or of the goal on it."""
        row = self.list.selected
        return row.agreement if isinstance(row, GoalRow) else row if isinstance(row, Agreement) else None

    # -- the selected one ------------------------------------------------------------------------------------

    def title_of(self, row: Entry) -> str:
        match row:
            case GoalRow():
                return row.goal.title
            case Agreement():
                return row.title
            case Group():
                return row.words

    def part_of(self, row: Entry) -> str | None:
        return row.goal.id if isinstance(row, GoalRow) else None

    def ref_of(self, row: Entry) -> RecordRef | None:
        match row:
            case GoalRow():
                return RecordRef.goal(row.goal)
            case Agreement():
                return RecordRef.agreement(row.id)
            case Group():
                return None

    def record_of(self, row: Entry) -> tuple[Collection, str] | None:
        match row:
            case GoalRow():
                return Collection.AGREEMENTS, row.agreement.id
            case Agreement():
                return Collection.AGREEMENTS, row.id
            case Group():
                return None

    def subject_of(self, row: Entry) -> Subject | None:
        reader = self.services.reader
        match row:
            case GoalRow():
                return goal_subject(row.goal, row.agreement, party_names(row.agreement, reader))
            case Agreement():
                return agreement_subject(row, party_names(row, reader))
            case Group():
                return None

    def parts_of(self, row: Entry) -> tuple[copying.Part, ...]:
        match row:
            case GoalRow():
                return (copying.Part(copying.Kind.NAME, row.goal.title),)
            case Agreement():
                return copying.agreement_parts(row)
            case Group():
                return ()

    def partners_of(self, row: Entry) -> tuple[str, ...]:
        match row:
            case GoalRow(goal=goal, agreement=agreement):
                nearest = (goal.responsible_organization_id,) if goal.responsible_organization_id else ()
                return (*nearest, *parties_of(agreement))
            case Agreement():
                return parties_of(row)
        return ()

    def card_for(self, row: Entry) -> Build:
        now = self.now
        match row:
            case GoalRow():
                known = reviewed(self.services.book, self.desk.review, row.agreement, row.goal)
                return lambda width: goal_card(row, now, width, known)
            case Agreement():
                of_it = reviewed(self.services.book, self.desk.review, row)
                return lambda width: agreement_heading(row, now, width, of_it)
            case Group():
                return lambda width: ()
