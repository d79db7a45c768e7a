"""A meeting: the screen belongs to one partner, and whoever sits beside it sees nothing of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap, BindingType

from ...domain.errors import SamspillError
from ...domain.notes import Point
from ...domain.values import dataclass
from ...plain.export.choice import Export
from ...plain.export.offers import of_meeting
from ...present import errors, keymap
from ...present.commands import BY_ID
from ...present.keymap import how
from ...present.language import _
from ..cards.meeting import Fact, Section, Table, read_table
from ..cards.provenance import provenance_card
from ..ink import Role, Span, cut, fit, plain, wrap
from ..list_window import Look, MemoryRows
from ..services import Services
from ..widgets.card import Card
from ..widgets.line import Line
from ..widgets.record_list import RecordList
from .ask import AskLine
from .exporting import Exporting

KEYS: Final = (
    "row.down", "row.up", "page.down", "page.up", "row.first", "row.last", "open", "provenance", "export", "leave",
    "back", "meeting", "suspend",
)  # fmt: skip
"""The commands there are in a meeting; every other key means nothing."""
OUTCOME = 200
"""Characters of what came of a point."""
LOOK_SECONDS = 2.0
"""Between two looks at whether a sync or another window changed something."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of a section."""

    key: str
    text: str
    fact: Fact | None = None
    """Of the first line of a fact; the lines below it and the blank one between have none."""


class MeetingScreen(Exporting, inherit_bindings=False):
    """Nothing of it is remembered: a program that dies in a meeting opens as always."""

    CSS: ClassVar[str] = """
    MeetingScreen { layout: vertical; background: $background; color: $foreground; }
    MeetingScreen Card { display: none; }
    MeetingScreen.-source Card { display: block; }
    MeetingScreen.-source RecordList { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = []
    AUTO_FOCUS = "RecordList"

    def __init__(self, services: Services, partner_id: str, name: str) -> None:
        super().__init__()
        self._bindings = meeting_bindings()
        self.services = services
        self.partner_id = partner_id
        self._partner_name = name
        self.section = Section.CARD
        self.message = ""
        self._seen: object = None
        self._table: Table | None = None
        look = Look[Shown](key=lambda line: line.key, spans=self._spans, selectable=lambda line: line.fact is not None)
        self.list = RecordList[Shown](look)
        self.card = Card()

    def compose(self) -> ComposeResult:
        yield Line(self._banner, id="banner")
        yield Line(self._tabs, id="tabs")
        yield Line(lambda width: plain("-" * width))
        yield self.list
        yield self.card
        yield Line(lambda width: plain("-" * width))
        yield Line(lambda width: plain(cut(f" {self.message}", width)), id="message")
        yield Line(self._keys, id="keys")

    def on_mount(self) -> None:
        self.set_interval(LOOK_SECONDS, self._look)
        self.call_after_refresh(self.read)

    def on_resize(self) -> None:
        self._show()

    # -- what is shown ---------------------------------------------------------------------------------------

    def read(self) -> None:
        """Take what copy and book have of this partner now."""
        services = self.services
        self._seen = self._versions()
        self._table = read_table(services.reader, services.book, self.partner_id, services.clock())
        self._show()

    def _versions(self) -> object:
        now = self.services.clock()
        return self.services.reader.data_version(), self.services.book.version(), (now.hour, now.minute)

    def _look(self) -> None:
        if self._versions() != self._seen:
            self.read()

    def _show(self) -> None:
        facts = self._table.facts(self.section) if self._table else [Fact(_("This partner is not there any more."))]
        lines = list(self._lines(facts))
        self.list.show(MemoryRows(lines, lambda line: line.key), keep=self.list.selected_key)
        for line in self.query(Line):
            line.repaint()

    def _lines(self, facts: Sequence[Fact]) -> Sequence[Shown]:
        """With room around every fact: it is read from across a table."""
        width = max(self.size.width - 6, 20)
        lines: list[Shown] = []
        for number, fact in enumerate(facts):
            key = f"{self.section.name}|{fact.point.id if fact.point else number}"
            first, *rest = [
                *wrap(fact.text, width),
                *(f"  {one}" for more in fact.more for one in wrap(more, width - 2)),
            ]
            lines += [Shown(f"{key}|above", ""), Shown(key, first, fact)]
            lines += [Shown(f"{key}|{at}", one) for at, one in enumerate(rest)]
        return lines

    def _spans(self, line: Shown, width: int) -> Sequence[Span]:
        return ((fit("  " + line.text, width), Role.STRONG if line.fact else Role.PLAIN),)

    def _banner(self, width: int) -> Sequence[Span]:
        right = _("notes hidden   {key} ends it").format(key=how("meeting"))
        left = _("MEETING: {partner}").format(partner=self._partner_name)
        room = max(width - len(right) - 3, 10)
        return ((" " + fit(left, room), Role.STRONG), (" " + right, Role.PLAIN))

    def _tabs(self, _width: int) -> Sequence[Span]:
        spans: list[Span] = []
        for number, section in enumerate(Section, start=1):
            words = f"{number} {_(section.value)}"
            if section is Section.POINTS and self._table and self._table.to_raise:
                words += f" {self._table.to_raise}"
            here = section is self.section
            spans.append((f"[{words}]" if here else f" {words} ", Role.STRONG if here else Role.PLAIN))
        return spans

    def _keys(self, _width: int) -> Sequence[Span]:
        words = _("j/k move  1-6 section  {open} tick point  {source} source  {file} minutes  {out} ends")
        return plain(
            " " + words.format(open=how("open"), source=how("provenance"), file=how("export"), out=how("meeting"))
        )

    def say(self, words: str) -> None:
        self.message = words
        self.query_one("#message", Line).repaint()

    # -- keys ------------------------------------------------------------------------------------------------

    def action_section(self, number: int) -> None:
        self._close_source()
        self.section = list(Section)[number - 1]
        self.say("")
        self._show()

    @property
    def _target(self) -> RecordList[Shown] | Card:
        return self.card if self.has_class("-source") else self.list

    def action_move(self, rows: int) -> None:
        self._target.move(rows)

    def action_page(self, pages: int) -> None:
        self._target.move_page(pages)

    def action_first(self) -> None:
        self._target.move_to(0)

    def action_last(self) -> None:
        self._target.move_to(-1)

    def action_open(self) -> None:
        line = self.list.selected
        point = line.fact.point if line is not None and line.fact is not None else None
        if point is None or self.has_class("-source"):
            return
        question = _("What came of it? {point}").format(point=point.text)
        self.app.push_screen(AskLine(question, most=OUTCOME), lambda outcome: self._ticked(point, outcome))

    def _ticked(self, point: Point, outcome: str | None) -> None:
        if outcome is None:
            return
        try:
            self.services.book.tick(point, outcome)
        except SamspillError as error:
            self.say(errors.sentence(error))
        else:
            self.say(_("Noted: {outcome}").format(outcome=outcome))
        self.read()

    def action_provenance(self) -> None:
        if self.has_class("-source"):
            self._close_source()
            return
        line = self.list.selected
        ref = line.fact.ref if line is not None and line.fact is not None else None
        if line is None or ref is None:
            self.say(_("There is no record here that could tell where it comes from."))
            return
        part = ref.record_id if ref.record_id != ref.source_id else None
        record, now = (ref.collection, ref.source_id), self.services.clock()
        self.card.show(provenance_card(self.services, record, line.text, now, part=part))
        self.add_class("-source")

    def _close_source(self) -> None:
        self.remove_class("-source")

    def action_back(self, _leave: bool) -> None:
        """Closes what was opened, but never the meeting: a key pressed once too often must not show the others."""
        if self.has_class("-source"):
            self._close_source()
        else:
            self.say(_("{key} ends the meeting.").format(key=how("meeting")))

    def action_meeting(self) -> None:
        self.dismiss()

    # -- files -----------------------------------------------------------------------------------------------

    def offered(self) -> Sequence[Export]:
        services = self.services
        return of_meeting(
            self.partner_id, self._partner_name, services.clock(), services.open_reader, services.open_book, notes=False
        )

    @property
    def export_folder(self) -> Callable[[], Path]:
        return self.services.export_folder


def meeting_bindings() -> BindingsMap:
    """The keys of KEYS as they are set up, and the numbers of the sections."""
    commands = [
        Binding(",".join(keys), BY_ID[one].action, show=False) for one in KEYS if (keys := keymap.keys(BY_ID[one]))
    ]
    numbers = [Binding(str(number), f"section({number})", show=False) for number in range(1, len(Section) + 1)]
    return BindingsMap([*commands, *numbers])
