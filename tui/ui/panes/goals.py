"""Pane 4: goals with progress and standing, by agreement or in the order of a review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ...domain.agreement import Agreement, Goal, Progress, Standing
from ...domain.freshness import Collection
from ...domain.goal_order import DEVIATIONS, GoalOrder, deviates, partner_name
from ...domain.identity import agreement_subject, goal_subject
from ...domain.notes import Subject
from ...domain.progress import progress
from ...domain.query import GoalRow
from ...domain.review import RecordRef
from ...present import agreement as agreement_words
from ...present import copying, dates
from ...present import series as series_words
from ...present.language import N_, _
from ..card_lines import Build
from ..cards.goal import agreement_heading, goal_card
from ..choices import Choice
from ..ink import Role, Span, fit
from ..list_window import Look, MemoryRows
from .goal_rows import Entry, Group, entry_key, lined_up, matching
from .listing import Listing, cells, columns, parties_of, widths
from .subjects import party_names

WIDE = 100
"""Cells of list from which due date and partner have their columns."""

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

    _shown = 0
    _total = 0
    _late = 0
    _read_on: date | None = None
    order = GoalOrder.AGREEMENT
    deviations = False
    """Only goals that are not as they should be."""

    def look(self) -> Look[Entry]:
        return Look(
            key=entry_key,
            spans=self._spans,
            selectable=lambda entry: not isinstance(entry, Group),
            heading=lambda entry: not isinstance(entry, GoalRow),
        )

    @staticmethod
    def _widths(width: int) -> dict[str, int]:
        bar = 22 if width >= WIDE else 16
        wanted = {"partner": 22, "numbers": -9, "bar": bar, "percent": -5, "standing": 13, "due": -10}
        drop = ("partner", "due", "bar", "percent", "numbers")
        return widths(width, "title", wanted, least=24, drop=drop)

    def columns(self, width: int) -> str:
        size = self._widths(width)
        return columns(
            (
                (_("Agreement / goal"), size["title"]),
                (_("Partner"), size["partner"]),
                (_("now/goal"), size["numbers"]),
                (_("| = plan"), size["bar"]),
                ("%", size["percent"]),
                (_("status"), size["standing"]),
                (_("due"), size["due"]),
            )
        )

    def _spans(self, entry: Entry, width: int) -> Sequence[Span]:
        if isinstance(entry, Group):
            return ((entry.words, Role.HEADING),)
        if isinstance(entry, Agreement):
            return self._agreement_spans(entry, width)
        size = self._widths(width)
        goal = entry.goal
        state = progress(goal, self._today)
        role = Role.ALARM if state.standing in DEVIATIONS else Role.PLAIN
        due = dates.day_with_year(goal.due_date) if goal.due_date else "-"
        named = entry.responsible_name or (partner_name(entry) if self.order is not GoalOrder.AGREEMENT else "")
        title = ("* " if self.news.of(RecordRef.goal(goal)) else "  ") + self.titled(RecordRef.goal(goal), goal.title)
        if state.target is None and not size["partner"]:  # nothing to count: the title may have the room
            room = sum(abs(size[one]) + 1 for one in ("title", "numbers", "bar", "percent") if size[one]) - 1
            word = (agreement_words.standing(state.standing), size["standing"], role)
            return cells(((title, room, Role.PLAIN), word, (due, size["due"], Role.PLAIN)))
        return cells(
            (
                (title, size["title"], Role.PLAIN),
                (named, size["partner"], Role.PLAIN),
                *self._progress_cells(state, size, role),
                (due, size["due"], Role.PLAIN),
            )
        )

    def _progress_cells(self, state: Progress, size: dict[str, int], role: Role) -> list[tuple[str, int, Role]]:
        """Numbers, bar, share and word; where a number is missing its sentence has the room of the bar."""
        word = (agreement_words.standing(state.standing), size["standing"], role)
        if state.target is None:
            return [*(("", size[one], Role.PLAIN) for one in ("numbers", "bar", "percent")), word]
        numbers = (agreement_words.numbers(state), size["numbers"], Role.PLAIN)
        without = series_words.no_number(state, self._today)
        if without and size["bar"]:
            room = size["bar"] + 1 + abs(size["percent"])
            if state.standing is Standing.MISSING_NUMBERS:  # the sentence says what the word would
                return [numbers, (without, room + 1 + size["standing"], role)]
            return [numbers, (without, room, role), word]
        return [
            numbers,
            (agreement_words.bar(state, size["bar"]) if size["bar"] else "", size["bar"], Role.PLAIN),
            (agreement_words.percent(state), size["percent"], Role.PLAIN),
            word,
        ]

    def _agreement_spans(self, entry: Agreement, width: int) -> Sequence[Span]:
        until = _("to {date}").format(date=dates.day_with_year(entry.valid_to)) if entry.valid_to else ""
        title = self.titled(RecordRef.agreement(entry.id), entry.title)
        if width < WIDE:
            return (
                (fit(title, width - 16), Role.HEADING),
                (fit(until, 15, right=True) if width >= 40 else "", Role.PLAIN),
            )
        names = ", ".join(party.name for party in entry.parties if party.name)
        return (
            (fit(title, 56), Role.HEADING),
            (" " + fit(names, width - 74), Role.PLAIN),
            (f"  {until}", Role.PLAIN),
        )

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
        agreements = reader.agreements()
        goals = [goal for one in agreements for goal in one.goals]
        self._total = len(goals)
        self._late = sum(deviates(goal, today) for goal in goals)
        names = reader.partner_names(key for goal in goals if (key := goal.responsible_organization_id))

        def row(agreement: Agreement, goal: Goal) -> GoalRow:
            name = names.get(goal.responsible_organization_id or "")
            return GoalRow(goal=goal, agreement=agreement, responsible_name=name)

        found = matching(agreements, self.filter_text, today, only_deviations=self.deviations)
        rows = [(one, [row(one, goal) for goal in some]) for one, some in found]
        self._shown = sum(len(some) for _one, some in rows)
        entries = lined_up(rows, self.order, today)
        self.list.show(MemoryRows(entries, entry_key), keep=self.list.selected_key, empty=self.empty_lines())

    def context(self) -> str:
        number = str(self._total)
        if self.filter_text or self.deviations:
            number = _("{shown} of {total}").format(shown=self._shown, total=self._total)
        parts = [_("{count} goals").format(count=number), _("sorted: {order}").format(order=_(ORDERS[self.order]))]
        if self.deviations:
            parts.append(_("only deviations (v shows all)"))
        else:
            parts.append(_("{count} deviate (v shows only those)").format(count=self._late))
        return "   ".join(parts)

    def explains(self) -> str:
        return _("| plan today, worked out here   + above target   -/15 number missing, not 0")

    def empty_lines(self) -> Sequence[str]:
        if self.deviations and not self.filter_text and self._total:
            return _("No goal deviates: none late, behind, at risk or without numbers."), _("v shows all goals.")
        return super().empty_lines()

    # -- ways to look ----------------------------------------------------------------------------------------

    def switch_view(self) -> None:
        """All goals, or only those that are not as they should be."""
        self.deviations = not self.deviations
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
        """The goal; shown among all of them where it does not deviate."""
        if self.deviations and not self.list.select(key):
            self.deviations = False
            self.read()
        return key

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
                return lambda width: goal_card(row, now, width)
            case Agreement():
                return lambda width: agreement_heading(row, now, width)
            case Group():
                return lambda width: ()
