"""The panes as widgets: what they list is in a module each, and known before there are widgets."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from threading import Thread

from ...config import FILTER_NAME_LENGTH
from ...domain.agreement import Agreement
from ...domain.errors import CacheError
from ...domain.query import PartnerRow
from ...present.language import _
from ...storage.reader import Reader
from ..choices import Choice
from ..screens.ask import AskLine
from ..screens.menu import Menu
from .agreements import Agreements
from .goal_rows import Entry
from .goals import Goals
from .pane import Pane
from .partner_filters import REMOVE, combined, offered, own
from .partners import Partners

WARM_AFTER = 0.5
"""Seconds after the start: what is shown first has the disk and the processor to itself."""


class PartnersPane(Partners, Pane[PartnerRow]):
    """Partners, with the questions their filters ask."""

    def on_mount(self) -> None:
        path = self.services.reader.path
        self.set_timer(WARM_AFTER, lambda: Thread(target=warm, args=(path,), daemon=True).start())

    def choose_filter(self) -> None:
        menu = Menu(_("Filter"), offered(self.filters, self.kept), current=self.narrowed)
        self.app.push_screen(menu, self._filter_chosen)

    def _filter_chosen(self, choice: Choice[str] | None) -> None:
        if choice is None:
            return
        if choice.value == REMOVE:
            kept = [Choice(name, name) for name in self.kept]
            self.app.push_screen(Menu(_("Remove a saved filter"), kept), self._filter_removed)
        else:
            self.narrow(choice.value)

    def _filter_removed(self, choice: Choice[str] | None) -> None:
        if choice is not None:
            del self.kept[choice.value]
            self.narrow(self.narrowed)
            words = _('The filter "{name}" is removed.').format(name=choice.value)
            self.changed(words, keep=True)

    def save_filter(self) -> None:
        if not self.filter_text.strip() and self.saved is None:
            self.changed(_("There is no filter to save: / types one, f chooses one."))
        else:
            question = _("Save the filter under which name?")
            self.app.push_screen(AskLine(question, most=FILTER_NAME_LENGTH), self._filter_named)

    def _filter_named(self, name: str | None) -> None:
        if name is None:
            return
        if name in self.services.settings.filters:
            words = _('The configuration has a filter "{name}" already. Choose another name.').format(name=name)
            self.changed(words)
            return
        self.kept[name] = combined(self.filter_text, self.saved)
        self.filter_text = ""
        self.saved = next(one for one in self.filters if one.id == own(name))
        self.reread()
        self.changed(_('The filter is saved as "{name}"; f has it.').format(name=name), keep=True)


class GoalsPane(Goals, Pane[Entry]):
    """Goals, nothing more."""


class AgreementsPane(Agreements, Pane[Agreement]):
    """Agreements, nothing more."""


def warm(path: Path) -> None:
    """So that the first letter of the first filter does not wait for the disk; in a thread of its own."""
    with suppress(CacheError):  # whoever reads next is told
        reader = Reader.open(path)
        try:
            reader.warm()
        finally:
            reader.close()
