"""Pane 7: what the local copy holds, how old it is, and what the last sync met."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

from ...domain.errors import SamspillError
from ...domain.freshness import CollectionState
from ...domain.values import dataclass
from ...present import dates, errors
from ...present import retention as retention_words
from ...present import round as round_words
from ...present import sync as sync_words
from ...present import sync_card as card_words
from ...present import terminal as terminal_words
from ...present.language import N_, _
from ...present.terminal import TerminalFacts
from ...sync.events import CollectionDone, CollectionFailed, Event, Finished, Progress, Waiting
from ..card_lines import Build, CardLine, heading, text
from ..ink import Role, Span
from ..list_window import Look, MemoryRows
from .fields import field
from .listing import cells, columns, widths
from .pane import Pane

LOG_LINES = 200
LABEL = 13
"""Cells for the name of a collection or the time of day, and a gap."""


Happened = CollectionDone | CollectionFailed | Waiting | SamspillError | Callable[[], str]
"""Kept as what it was, not as words: the language may change."""


@dataclass(frozen=True)
class NotesHere:
    """The row that says what never leaves this machine."""

    count: int


Entry = CollectionState | NotesHere


def entry_key(entry: Entry) -> str:
    return "notes" if isinstance(entry, NotesHere) else entry.collection.value


class SyncPane(Pane[Entry]):
    """One row per collection, and one for notes; below it the source, the storage and what happened."""

    NAME = "sync"
    TITLE = N_("Sync")
    COLLECTION = None
    FILTERED = False

    terminal: Callable[[], TerminalFacts] | None = None
    """Asks what is known of the terminal; None until the app has one."""

    def look(self) -> Look[Entry]:
        self._doing: dict[str, Progress] = {}
        self._log: deque[tuple[datetime, Happened]] = deque(maxlen=LOG_LINES)
        self._until: datetime | None = None
        """When a pause between two attempts ends."""
        return Look(key=entry_key, spans=self._spans)

    @staticmethod
    def _widths(width: int) -> dict[str, int]:
        wanted = {"name": 12, "rows": -7, "completed": 16, "age": 6, "changed": -6, "errors": -5}
        return widths(width, "now", wanted, least=18, drop=("rows", "changed", "completed"))

    def columns(self, width: int) -> str:
        size = self._widths(width)
        return columns(
            (
                (_("Source"), size["name"]),
                (_("Locally"), size["rows"]),
                (_("Last whole"), size["completed"]),
                (_("Age"), size["age"]),
                (_("Now"), size["now"]),
                (_("Chgd"), size["changed"]),
                (_("Wrong"), size["errors"]),
            )
        )

    def _spans(self, row: Entry, width: int) -> Sequence[Span]:
        size = self._widths(width)
        if isinstance(row, NotesHere):
            return self._notes_spans(row, size)
        completed = row.completed_at
        now = self.now
        progress = self._doing.get(row.collection.value)
        doing = card_words.doing(progress) if progress else sync_words.state_line(row, now)
        role = Role.ALARM if card_words.failed(row) else Role.PLAIN
        return cells(
            (
                (sync_words.collection(row.collection), size["name"], Role.PLAIN),
                (str(row.rows), size["rows"], Role.PLAIN),
                (dates.moment(completed, now) if completed else _("never"), size["completed"], Role.PLAIN),
                (dates.age(now - completed) if completed else "-", size["age"], Role.PLAIN),
                (doing, size["now"], role),
                (card_words.changed(row), size["changed"], Role.PLAIN),
                (card_words.wrong(row), size["errors"], role),
            )
        )

    @staticmethod
    def _notes_spans(row: NotesHere, size: dict[str, int]) -> Sequence[Span]:
        return cells(
            (
                (_("Notes"), size["name"], Role.PLAIN),
                (str(row.count), size["rows"], Role.PLAIN),
                (_("only locally"), size["completed"], Role.PLAIN),
                ("-", size["age"], Role.PLAIN),
                (_("never synced"), size["now"], Role.PLAIN),
                ("-", size["changed"], Role.PLAIN),
                ("-", size["errors"], Role.PLAIN),
            )
        )

    def read(self) -> None:
        rows: tuple[Entry, ...] = (*self.services.reader.states(), NotesHere(self.services.book.note_count()))
        self.list.show(MemoryRows(rows, entry_key), keep=self.list.selected_key)

    def context(self) -> str:
        return _("Read on while it fetches. Nothing is removed before the source is whole.")

    def card_for(self, row: Entry) -> Build:  # noqa: ARG002 - the card is about all of them
        return self._card

    def explains(self) -> str:
        return _("Changed: by the last whole fetch.   Wrong: ! failed, a number: records set aside")

    def _card(self, width: int) -> list[CardLine]:
        """What needs somebody first, then what happened, then what hardly changes."""
        return [*self._urgent(width), *self._happened(width), *self._fetched(width), *self._facts(width)]

    def _urgent(self, width: int) -> list[CardLine]:
        """What the last failure was and when it is tried again, and what is about to be erased."""
        services = self.services
        said = card_words.failures(services.reader.states(), self.now)
        said += [card_words.next_attempt(self._until)] if self._until else []
        lines = field(_("Last error"), said, width, column=LABEL)
        if not services.kept:
            lines += field(_("Storage"), (retention_words.not_kept(services.instead_of),), width, column=LABEL)
        held = services.reader.held(self.now)
        for number, words in enumerate(retention_words.sentences(held, services.settings.persons, self.now)):
            lines += field(_("Persons") if not number else "", (words,), width, column=LABEL)
        return lines

    def _happened(self, width: int) -> list[CardLine]:
        lines = [heading(_("WHAT HAPPENED"))]
        for when, what in reversed(self._log):
            lines += field(dates.clock_seconds(when), (happened(what, when),), width, column=LABEL)
        if not self._log:
            lines.append(text(_("Nothing has been fetched since you opened the app.")))
        return lines

    def _fetched(self, width: int) -> list[CardLine]:
        lines: list[CardLine] = []
        for state in self.services.reader.states():
            if not card_words.failed(state):
                name, words = sync_words.collection(state.collection), sync_words.last_round(state, self.now)
                lines += field(name, (words,), width, column=LABEL)
        return [heading(_("LAST FETCHED")), *lines] if lines else []

    def _facts(self, width: int) -> list[CardLine]:
        """Who answers, what this terminal can do, and what is kept here."""
        services = self.services
        lines = [heading(_("HERE"))]
        lines += field(_("Service"), (services.url or _("no address yet"),), width, column=LABEL)
        lines += field(_("Profile"), (services.profile,), width, column=LABEL)
        if self.terminal is not None:
            lines += field(_("Terminal"), (terminal_words.line(self.terminal()),), width, column=LABEL)
        storage = card_words.storage(services.reader.size(), services.reader.mode())
        lines += field(_("Storage"), (storage,), width, column=LABEL)
        log = services.log_file
        return [*lines, *field(_("Log"), (str(log),), width, column=LABEL)] if log else lines

    def take(self, event: Event) -> None:
        """A sync told something."""
        self._until = event.until if isinstance(event, Waiting) else None
        match event:
            case Progress():
                self._doing[event.collection.value] = event
            case CollectionDone() | CollectionFailed():
                self._doing.pop(event.collection.value, None)
                if isinstance(event, CollectionFailed) or event.read or event.removed:
                    self._log.append((self.now, event))
            case Waiting():
                self._log.append((self.now, event))
            case Finished():
                self._doing.clear()
                if event.error is not None:
                    self._log.append((self.now, event.error))
        self._show()

    def note(self, what: SamspillError | Callable[[], str]) -> None:
        """Something else that is part of what happened, in whichever language it is asked for."""
        self._log.append((self.now, what))
        self._show()

    def _show(self) -> None:
        if self.display:
            self.read()
            self.refresh_card(keep=True)


def happened(what: Happened, when: datetime) -> str:
    match what:
        case Waiting():
            return round_words.waiting(what, when)
        case CollectionDone() | CollectionFailed():
            return round_words.outcome(what)
        case SamspillError():
            return errors.sentence(what)
        case _:
            return what()
