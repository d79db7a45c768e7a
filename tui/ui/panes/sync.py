"""Pane 7: what the local copy holds, how old it is, and what the last sync met."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

from ...domain.errors import SamspillError
from ...domain.freshness import CollectionState
from ...present import dates, errors
from ...present import retention as retention_words
from ...present import round as round_words
from ...present import sync as sync_words
from ...present import terminal as terminal_words
from ...present.language import N_, _
from ...present.terminal import TerminalFacts
from ...sync.events import CollectionDone, CollectionFailed, Event, Finished, Progress, Waiting
from ..ink import Role, Span
from ..widgets.card import Build, CardLine, heading, text
from ..widgets.record_list import Look, MemoryRows
from .fields import field
from .pane import Pane, cells, columns

LOG_LINES = 200
LABEL = 13
"""Cells for the name of a collection or the time of day, and a gap."""


Happened = CollectionDone | CollectionFailed | Waiting | SamspillError | Callable[[], str]
"""Kept as what it was, not as words: the language may change."""


class SyncPane(Pane[CollectionState]):
    """One row per collection; below it the source, the storage and what happened."""

    NAME = "sync"
    TITLE = N_("Sync")
    COLLECTION = None
    FILTERED = False

    terminal: Callable[[], TerminalFacts] | None = None
    """Asks what is known of the terminal; None until the app has one."""

    def look(self) -> Look[CollectionState]:
        self._doing: dict[str, Progress] = {}
        self._log: deque[tuple[datetime, Happened]] = deque(maxlen=LOG_LINES)
        return Look(key=lambda one: one.collection.value, spans=self._spans)

    @staticmethod
    def _widths(width: int) -> dict[str, int]:
        fixed = {"name": 13, "rows": -8, "completed": 17, "age": 8, "errors": -9}
        return {**fixed, "now": max(width - sum(abs(one) + 1 for one in fixed.values()) - 1, 8)}

    def columns(self, width: int) -> str:
        size = self._widths(width)
        return columns(
            (
                (_("Source"), size["name"]),
                (_("Locally"), size["rows"]),
                (_("Last whole"), size["completed"]),
                (_("Age"), size["age"]),
                (_("Now"), size["now"]),
                (_("Set aside"), size["errors"]),
            )
        )

    def _spans(self, row: CollectionState, width: int) -> Sequence[Span]:
        size = self._widths(width)
        completed = row.completed_at
        now = self.now
        progress = self._doing.get(row.collection.value)
        doing = round_words.progress(progress) if progress else sync_words.state_line(row, now)
        return cells(
            (
                (sync_words.collection(row.collection), size["name"], Role.PLAIN),
                (str(row.rows), size["rows"], Role.PLAIN),
                (dates.moment(completed, now) if completed else _("never"), size["completed"], Role.PLAIN),
                (dates.age(now - completed) if completed else "-", size["age"], Role.PLAIN),
                (doing, size["now"], Role.ALARM if row.error and row.offered else Role.PLAIN),
                (str(row.rejected) if row.rejected else "-", size["errors"], Role.PLAIN),
            )
        )

    def read(self) -> None:
        rows = self.services.reader.states()
        self.list.show(MemoryRows(rows, lambda one: one.collection.value), keep=self.list.selected_key)

    def context(self) -> str:
        return _("Read on while it fetches. Nothing is removed before the source is whole.")

    def card_for(self, row: CollectionState) -> Build:  # noqa: ARG002 - the card is about all of them
        return self._card

    def _card(self, width: int) -> list[CardLine]:
        def said(label: str, words: str) -> list[CardLine]:
            return field(label, (words,), width, column=LABEL)

        services = self.services
        lines: list[CardLine] = []
        before = ""
        for state in services.reader.states():
            words = sync_words.last_round(state, self.now)
            repeated = state.error is not None and words == before  # a lost network is the same for all of them
            lines += said(sync_words.collection(state.collection), _("as above") if repeated else words)
            before = words
        lines += said(_("Service"), services.url or _("no address yet"))
        lines += said(_("Profile"), services.profile)
        if self.terminal is not None:
            lines += said(_("Terminal"), terminal_words.line(self.terminal()))
        lines += said(_("Storage"), sync_words.storage(services.reader.size()))
        if not services.kept:
            lines += said("", retention_words.not_kept(services.instead_of))
        held = services.reader.held(self.now)
        for number, words in enumerate(retention_words.sentences(held, services.settings.persons, self.now)):
            lines += said(_("Persons") if not number else "", words)
        lines.append(heading(_("WHAT HAPPENED")))
        for when, what in reversed(self._log):
            lines += said(dates.clock_seconds(when), happened(what, when))
        if not self._log:
            lines.append(text(_("Nothing has been fetched since you opened the app.")))
        return lines

    def take(self, event: Event) -> None:
        """A sync told something."""
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
