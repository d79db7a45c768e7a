"""First run: there is no address yet, so say what can be done about it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Input

from ...domain.errors import SamspillError, SyncError, Unauthorized
from ...present import errors
from ...present.language import _
from ..card_lines import CardLine, text
from ..ink import Role, plain, wrap
from ..services import Services
from ..widgets.card import Card
from ..widgets.filter_bar import FilterBar
from ..widgets.line import Line


class SetupScreen(Screen[Services]):
    """Enter an address, or look around in the demo. Leaves with the services to go on with."""

    CSS = """
    SetupScreen { layout: vertical; background: $background; color: $foreground; }
    SetupScreen Card { height: 1fr; }
    SetupScreen FilterBar, SetupScreen FilterBar:focus { width: 1fr; display: none; }
    """
    AUTO_FOCUS = ""
    BINDINGS = [  # noqa: RUF012
        Binding("1", "address", show=False),
        Binding("2", "demo", show=False),
        Binding("q,Q,ctrl+c", "leave", show=False),
    ]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.message = ""
        self.asking: threading.Thread | None = None
        """Where the address is tried."""
        self._doubtful: str | None = None
        """The address that did not answer as it should, and that Enter now keeps all the same."""

    def compose(self) -> ComposeResult:
        yield Line(lambda width: ((" SAMSPILL", Role.STRONG), ("   " + _("first time"), Role.PLAIN)))
        yield Line(lambda width: plain("-" * width))
        yield Card(id="choices")
        yield FilterBar(id="address")
        yield Line(lambda width: plain("-" * width))
        yield Line(lambda width: plain(" " + _("The number chooses. q leaves without saving anything.")))

    def on_mount(self) -> None:
        self.query_one("#choices", Card).show(self._choices)

    def _choices(self, width: int) -> list[CardLine]:
        question = _("No service has been set up yet. What would you like to do?")
        lines = [text(""), text(question, role=Role.STRONG)]
        lines += [text(""), text("  1  " + _("Connect to a service: enter its address"))]
        lines += [text("  2  " + _("Try it with example data: needs no network and no account"))]
        explained = _(
            "The address is kept in {file}. Samspill only reads from the service; what it fetches is kept "
            "in a folder only you can read, so that it can be read without a network."
        ).format(file=self.services.config_file)
        if self.message:  # in place of the rest: on 16 rows both do not fit
            return [*lines, text(""), *(text(line, role=Role.STRONG) for line in wrap(self.message, width - 2))]
        return [*lines, text(""), *(text(line) for line in wrap(explained, width - 2))]

    def _say(self, words: str) -> None:
        self.message = words
        self.query_one("#choices", Card).show(self._choices)

    def action_address(self) -> None:
        bar = self.query_one("#address", FilterBar)
        bar.value = "https://"
        bar.display = True
        bar.focus()
        bar.cursor_position = len(bar.value)
        self._doubtful = None
        self._say(_("Enter the address and press Enter. Esc goes back."))

    def on_filter_bar_cleared(self) -> None:
        self.query_one("#address", FilterBar).display = False
        self.set_focus(None)
        self._say("")

    @on(Input.Submitted, "#address")
    def _entered(self, event: Input.Submitted) -> None:
        address = event.value.strip()
        if address == self._doubtful:
            self._go(lambda: self.services.connect(address))
        elif self.asking is None or not self.asking.is_alive():
            self._say(_("Asking {address} ...").format(address=address))
            self.asking = threading.Thread(target=self._greet, args=(address,), name="greeting", daemon=True)
            self.asking.start()

    def _greet(self, address: str) -> None:
        """In a thread of its own: the screen stays alive, and leaving waits for nobody."""
        try:
            self.services.greet(address)
        except SamspillError as error:
            self.call_later(self._answered, address, error)
        else:
            self.call_later(self._answered, address, None)

    def _answered(self, address: str, error: SamspillError | None) -> None:
        bar = self.query_one("#address", FilterBar)
        if not bar.display or bar.value.strip() != address:
            return
        if error is None:
            self._go(lambda: self.services.connect(address))
            return
        words = errors.sentence(error)
        if isinstance(error, Unauthorized):
            words = _("{url} wants a token (401). Say in the configuration where it comes from.").format(url=error.url)
        if isinstance(error, SyncError):  # it may be right all the same: offline, behind a login, an older HSDS
            self._doubtful = address
            words += " " + _("Enter keeps the address all the same; change it to try another.")
        self._say(words)

    def action_demo(self) -> None:
        self._say(_("Starting the example service ..."))
        self.call_after_refresh(self._go, self.services.start_demo)

    def _go(self, make: Callable[[], Services]) -> None:
        try:
            services = make()
        except SamspillError as error:
            self._say(errors.sentence(error))
            return
        self.dismiss(services)

    def action_leave(self) -> None:
        self.app.exit()
