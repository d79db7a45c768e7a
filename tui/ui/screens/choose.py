"""A list to choose a command from: the palette and the help are the same table, asked differently."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Input

from ...domain.collation import fold, search_terms
from ...present.commands import COMMANDS, Command, Scope
from ...present.keymap import keys_label
from ...present.language import _
from ..ink import Role, Span, fit, plain
from ..widgets.filter_bar import FilterBar
from ..widgets.line import Line
from ..widgets.record_list import Look, MemoryRows, RecordList


@dataclass(frozen=True)
class Group:
    """A heading in the table."""

    scope: Scope


Entry = Group | Command


class ChooseCommand(ModalScreen[Command | None]):
    """Type to narrow, Enter to do it, Escape to leave."""

    CSS = """
    ChooseCommand { layout: vertical; background: $background; color: $foreground; }
    ChooseCommand FilterBar { width: 1fr; }
    """
    AUTO_FOCUS = "FilterBar"

    def __init__(self, title: str, offered: Callable[[Command], bool], *, first: Scope | None = None) -> None:
        super().__init__()
        self._title = title
        self._commands = sorted(
            (one for one in COMMANDS if offered(one)),
            key=lambda one: (one.scope is not first, list(Scope).index(one.scope)),
        )
        look = Look[Entry](
            key=lambda entry: entry.scope.name if isinstance(entry, Group) else entry.id,
            spans=self._spans,
            selectable=lambda entry: isinstance(entry, Command),
        )
        self.list = RecordList[Entry](look)

    def compose(self) -> ComposeResult:
        yield Line(lambda width: ((f" {self._title}", Role.STRONG),))
        yield Line(lambda width: plain(" " + _("Type to search. Enter does it, Esc leaves.")))
        yield FilterBar()
        yield Line(lambda width: plain("-" * width))
        yield self.list

    def on_mount(self) -> None:
        self._narrow("")

    @staticmethod
    def _spans(entry: Entry, _width: int) -> Sequence[Span]:
        if isinstance(entry, Group):
            return ((_(entry.scope.value), Role.HEADING),)
        return (
            (" " + fit(keys_label(entry), 17) + " ", Role.STRONG),
            (_(entry.title), Role.PLAIN),
        )

    def _narrow(self, wanted: str) -> None:
        terms = search_terms(wanted)
        entries: list[Entry] = []
        for command in self._commands:
            haystack = fold(f"{_(command.title)} {keys_label(command)} {_(command.scope.value)}")
            if all(term in haystack for term in terms):
                if not any(isinstance(one, Command) and one.scope is command.scope for one in entries):
                    entries.append(Group(command.scope))
                entries.append(command)
        rows = MemoryRows(entries, lambda one: one.scope.name if isinstance(one, Group) else one.id)
        self.list.show(rows, empty=(_('Nothing matches "{text}".').format(text=wanted),))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._narrow(event.value)

    @on(Input.Submitted)
    def _chosen(self) -> None:
        chosen = self.list.selected
        self.dismiss(chosen if isinstance(chosen, Command) else None)

    def on_filter_bar_cleared(self) -> None:
        self.dismiss(None)

    def on_filter_bar_stepped(self, event: FilterBar.Stepped) -> None:
        self.list.move(event.rows)

    def on_record_list_opened(self) -> None:
        self._chosen()
