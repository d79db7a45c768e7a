"""A list to choose from: the palette and the help are the same table, asked differently."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input

from ...domain.collation import fold, search_terms
from ...domain.values import dataclass
from ...present.commands import COMMANDS, Command, Scope
from ...present.keymap import keys_label
from ...present.language import N_, _
from ..card_lines import Link
from ..goto import Finder, Target
from ..ink import Role, Span, fit, plain, sides
from ..list_window import Look, MemoryRows
from ..widgets.filter_bar import FilterBar
from ..widgets.line import Line
from ..widgets.record_list import RecordList
from ..widgets.signs import Sign

KEYS = 17
"""Cells for the keys of a command, or for the kind of what one can go to."""
FIND_DELAY = 0.08
"""Seconds without typing after which the local copy is searched."""
READ_PAUSE = 0.01
"""Seconds between two portions of names, so that a key in between is not kept waiting."""
GO_TO: str = N_("Go to")
SIGNS: str = N_("What the signs here mean")


@dataclass(frozen=True)
class Group:
    """A heading in the table."""

    title: str
    """English source text."""


Entry = Group | Command | Sign | Target
Chosen = Command | Link


class ChooseCommand(ModalScreen[Chosen | None]):
    """Type to narrow, Enter to do it or go there, Escape to leave."""

    CSS = """
    ChooseCommand { layout: vertical; background: $background; color: $foreground; }
    ChooseCommand FilterBar { width: 1fr; }
    """
    AUTO_FOCUS = "FilterBar"

    def __init__(
        self,
        title: str,
        offered: Callable[[Command], bool],
        *,
        first: Scope | None = None,
        signs: Sequence[Sign] = (),
        finder: Finder | None = None,
    ) -> None:
        """`signs` are explained below the commands of `first`; with a `finder` records are offered too."""
        super().__init__()
        self._title = title
        self._commands = sorted(
            (one for one in COMMANDS if offered(one)),
            key=lambda one: (one.scope is not first, list(Scope).index(one.scope)),
        )
        self._first, self._signs, self._finder = first, signs, finder
        self._targets: Sequence[Target] = ()
        self._finding: Timer | None = None
        self._reading: Timer | None = None
        look = Look[Entry](
            key=entry_key,
            spans=self._spans,
            selectable=lambda entry: isinstance(entry, Command | Target),
        )
        self.list = RecordList[Entry](look)

    def compose(self) -> ComposeResult:
        yield Line(lambda width: ((f" {self._title}", Role.STRONG),))
        yield Line(lambda width: plain(" " + _("Type to search. Enter does it, Esc leaves.")))
        yield FilterBar()
        yield Line(lambda width: plain("-" * width))
        yield self.list

    def on_mount(self) -> None:
        self._show("")
        if self._finder is not None:
            self._reading = self.set_interval(READ_PAUSE, self._read_on)

    def _spans(self, entry: Entry, width: int) -> Sequence[Span]:
        match entry:
            case Group():
                return ((_(entry.title), Role.HEADING),)
            case Command():
                return (
                    (" " + fit(keys_label(entry, self._first), KEYS) + " ", Role.STRONG),
                    (_(entry.title), Role.PLAIN),
                )
            case Sign():
                return ((" " + fit(entry.label, KEYS) + " ", Role.STRONG), (_(entry.meaning), Role.PLAIN))
            case Target():
                room = max(width - KEYS - len(entry.name) - 4, 0)
                left = ((" " + fit(_(entry.kind), KEYS) + " ", Role.PLAIN), (entry.name, Role.STRONG))
                return sides(left, fit(entry.where, room) if room > len("..") else "", width - 1)

    # -- narrowing -------------------------------------------------------------------------------------------

    def _entries(self, wanted: str) -> list[Entry]:
        terms = search_terms(wanted)

        def fits(*words: str) -> bool:
            haystack = fold(" ".join(words))
            return all(term in haystack for term in terms)

        groups: dict[str, list[Entry]] = {}
        for command in self._commands:
            title = command.scope.value
            groups.setdefault(title, [])
            if fits(_(command.title), command.also, keys_label(command, self._first), _(title)):
                groups[title].append(command)
            if command.scope is self._first:
                groups.setdefault(SIGNS, [])
        groups.setdefault(SIGNS, []).extend(sign for sign in self._signs if fits(sign.label, _(sign.meaning), _(SIGNS)))
        groups[GO_TO] = list(self._targets)
        return [entry for title, found in groups.items() if found for entry in (Group(title), *found)]

    def _show(self, wanted: str, *, keep: str | None = None) -> None:
        rows = MemoryRows(self._entries(wanted), entry_key)
        self.list.show(rows, keep=keep, empty=(_('Nothing matches "{text}".').format(text=wanted),))

    @property
    def _text(self) -> str:
        return self.query_one(FilterBar).value

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._targets = ()
        self._show(event.value)
        if self._finder is not None:
            self._stop_finding()
            self._finding = self.set_timer(FIND_DELAY, self._find)

    # -- going to a record -----------------------------------------------------------------------------------

    @property
    def following(self) -> bool:
        """Something typed has yet to be looked for, or names are still being taken in."""
        return self._finding is not None or self._reading is not None

    def _stop_finding(self) -> None:
        if self._finding is not None:
            self._finding.stop()
            self._finding = None

    def _find(self) -> None:
        self._stop_finding()
        if self._finder is not None:
            self._targets = self._finder.find(self._text)
            self._show(self._text, keep=self.list.selected_key)

    def _read_on(self) -> None:
        if self._finder is not None and self._reading is not None and not self._finder.read_on():
            self._reading.stop()
            self._reading = None
            if self._text and self._finding is None:
                self._find()

    # -- leaving ---------------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _chosen(self) -> None:
        if self._finding is not None:
            self._find()  # Enter was faster
        chosen = self.list.selected
        match chosen:
            case Target():
                self.dismiss(chosen.link)
            case Command():
                self.dismiss(chosen)
            case _:
                self.dismiss(None)

    def on_filter_bar_cleared(self) -> None:
        self.dismiss(None)

    def on_filter_bar_stepped(self, event: FilterBar.Stepped) -> None:
        self.list.move(event.rows)

    def on_record_list_opened(self) -> None:
        self._chosen()


def entry_key(entry: Entry) -> str:
    match entry:
        case Group():
            return f"group {entry.title}"
        case Command():
            return f"command {entry.id}"
        case Sign():
            return f"sign {entry.label} {entry.meaning}"
        case Target():
            return f"{entry.kind} {entry.link.key}"
