"""Every command of the app, once: bindings, key row, help, palette, `samspill keys` and README are made from this.

It stands here and not beside the screens because the configuration may name a command and the command line prints
them all, and neither may load Textual.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from ..domain.values import dataclass
from .language import N_


class Scope(Enum):
    """Where a command means something."""

    EVERYWHERE = N_("Everywhere")
    LISTS = N_("In lists and cards")
    FILTERED = N_("In lists that can be filtered")
    TODAY = N_("In Today")
    PARTNERS = N_("In Partners")
    SORTED = N_("In lists that can be sorted")
    RECORDS = N_("On a record")
    HOURS = N_("In Office hours")
    GOALS = N_("In Goals")
    CHANGES = N_("In Changes")
    REVIEWED = N_("In Goals and Agreements")
    SYNC = N_("In Sync")


PANES: Final[Mapping[Scope, str]] = {
    Scope.TODAY: "today",
    Scope.PARTNERS: "partners",
    Scope.HOURS: "hours",
    Scope.GOALS: "goals",
    Scope.CHANGES: "changes",
    Scope.SYNC: "sync",
}
"""Scopes of one pane alone -> its name. Two of them are never active together; everything else may be."""


@dataclass(frozen=True)
class Command:
    """One thing the app can do."""

    id: str
    keys: tuple[str, ...]
    """Names as in `keyboard`, unless rebound (see `keymap`); the first is the one shown."""
    title: str
    """English source text; shown through the catalogue."""
    action: str
    scope: Scope
    hint: str | None = None
    """Short word for the key row; None keeps it out of there."""
    hint_keys: str | None = None
    """Shown in the key row instead of the first key while it is not rebound, where one word stands for a pair."""
    first: bool = False
    """Also while something is typed: the key means nothing else there."""
    instead_of: str | None = None
    """Of a command of one pane alone: the general one (its id) whose key in this table it takes there."""
    also: str = ""
    """Words it is found by whatever language the screen speaks."""


COMMANDS = (
    Command("pane.today", ("1",), N_("Today"), "pane('today')", Scope.EVERYWHERE),
    Command("pane.partners", ("2",), N_("Partners"), "pane('partners')", Scope.EVERYWHERE),
    Command("pane.hours", ("3",), N_("Office hours"), "pane('hours')", Scope.EVERYWHERE),
    Command("pane.goals", ("4",), N_("Goals"), "pane('goals')", Scope.EVERYWHERE),
    Command("pane.agreements", ("5",), N_("Agreements"), "pane('agreements')", Scope.EVERYWHERE),
    Command("pane.changes", ("6",), N_("Changes"), "pane('changes')", Scope.EVERYWHERE),
    Command("pane.sync", ("7",), N_("Sync"), "pane('sync')", Scope.EVERYWHERE),
    Command("row.down", ("j", "down"), N_("Next row"), "move(1)", Scope.LISTS, N_("move"), "j/k"),
    Command("row.up", ("k", "up"), N_("Previous row"), "move(-1)", Scope.LISTS),
    Command("page.down", ("pagedown", "ctrl+d"), N_("Page down"), "page(1)", Scope.LISTS),
    Command("page.up", ("pageup", "ctrl+u"), N_("Page up"), "page(-1)", Scope.LISTS),
    Command("row.first", ("g", "home"), N_("First row"), "first", Scope.LISTS),
    Command("row.last", ("G", "end"), N_("Last row"), "last", Scope.LISTS),
    Command("open", ("enter", "right"), N_("Open, or follow the link"), "open", Scope.LISTS, N_("open")),
    Command("focus", ("tab", "shift+tab"), N_("Between list and card"), "switch", Scope.LISTS),
    Command("filter", ("slash", "ctrl+f"), N_("Filter as you type"), "filter", Scope.FILTERED, N_("filter")),
    Command("filter.choose", ("f",), N_("Choose a filter"), "choose_filter", Scope.PARTNERS, N_("filters")),
    Command("filter.save", ("F",), N_("Save the filter under a name"), "save_filter", Scope.PARTNERS),
    Command("copy", ("y",), N_("Copy name, phone, e-mail, address ..."), "app.copy", Scope.RECORDS),
    Command("copy.card", ("Y",), N_("Copy the whole card as text"), "app.copy_card", Scope.LISTS),
    Command("links", ("o",), N_("Links, mail and phone of this record"), "app.links", Scope.RECORDS),
    Command("note", ("a",), N_("Write a note, or change one"), "note(False)", Scope.RECORDS),
    Command("note.editor", ("A",), N_("Write a note in your own editor"), "note(True)", Scope.RECORDS),
    Command("point", ("b",), N_("A point to raise with the partner"), "point", Scope.RECORDS),
    Command("points", ("B",), N_("Points to raise with the partner"), "points", Scope.RECORDS),
    Command("ask", ("w",), N_("Something to check when online"), "ask", Scope.RECORDS),
    Command("notes", (), N_("Notes: all there are"), "notes", Scope.EVERYWHERE),
    Command("points.all", (), N_("Points to raise with all partners"), "all_points", Scope.EVERYWHERE),
    Command("questions", (), N_("Questions to check when online"), "questions", Scope.EVERYWHERE),
    Command("hours.date", ("g",), N_("Go to a date or a week"), "hours('date')", Scope.HOURS, instead_of="row.first"),
    Command("hours.day.next", ("l", "right"), N_("Next day"), "hours('day', 1)", Scope.HOURS, instead_of="open"),
    Command("hours.day.previous", ("h", "left"), N_("Previous day"), "hours('day', -1)", Scope.HOURS),
    Command("hours.week.next", ("L",), N_("Next week"), "hours('week', 1)", Scope.HOURS),
    Command("hours.week.previous", ("H",), N_("Previous week"), "hours('week', -1)", Scope.HOURS),
    Command("today", ("t",), N_("To today"), "hours('today')", Scope.HOURS, N_("today")),
    Command("hours.view", ("v",), N_("Agenda, week or staffing"), "view", Scope.HOURS, N_("view")),
    Command("hours.only", ("f",), N_("One host, one provider, or all"), "hours('only')", Scope.HOURS),
    Command("sort", ("s",), N_("Sort the list"), "sort", Scope.SORTED, N_("sort")),
    Command("view.mine", ("v",), N_("Only mine, or everybody's"), "view", Scope.TODAY),
    Command("mark", ("m",), N_("Mark as seen, and on to the next"), "mark", Scope.CHANGES, N_("seen")),
    Command("mark.all", ("M",), N_("Mark all in view as seen"), "mark_all", Scope.CHANGES, N_("all seen")),
    Command("since", ("v",), N_("Since when, and of whom"), "since", Scope.CHANGES, N_("since")),
    Command("unreviewed.next", ("n",), N_("To the next change not seen"), "unreviewed(1)", Scope.EVERYWHERE),
    Command("unreviewed.previous", ("N",), N_("To the previous change not seen"), "unreviewed(-1)", Scope.EVERYWHERE),
    Command("differences", ("d",), N_("What changed of this record"), "differences", Scope.RECORDS),
    Command("undo", ("u",), N_("Undo what you marked or wrote last"), "undo", Scope.EVERYWHERE),
    Command("view", ("v",), N_("All, only deviations, only not reviewed"), "view", Scope.GOALS),
    Command(
        "review.mark", ("m",), N_("Mark as seen; again: as finished"), "mark_agreement", Scope.REVIEWED, N_("seen")
    ),
    Command("review.mine", ("f",), N_("Only mine, or everybody's"), "review_mine", Scope.REVIEWED),
    Command("review.earlier", ("H",), N_("The period before"), "review_period(-1)", Scope.GOALS),
    Command("review.later", ("L",), N_("The period after"), "review_period(1)", Scope.GOALS),
    Command("review.compare", (), N_("Compare with another review ..."), "compare", Scope.GOALS),
    Command("review.close", (), N_("Close the review"), "close_review", Scope.GOALS),
    Command("export", ("e",), N_("A file of what is in view"), "export", Scope.EVERYWHERE),
    Command("meeting", ("f2", "X"), N_("Meeting: one partner alone on the screen"), "meeting", Scope.EVERYWHERE),
    Command("zoom", ("z",), N_("Whole pane for the part with the cursor"), "zoom", Scope.LISTS),
    Command("provenance", ("i",), N_("Where the record comes from"), "provenance", Scope.LISTS),
    Command("history.back", ("comma",), N_("Back to where you were"), "history(-1)", Scope.EVERYWHERE),
    Command("history.forward", ("full_stop",), N_("Forward again"), "history(1)", Scope.EVERYWHERE),
    Command("sync.this", ("r",), N_("Fetch what this pane shows"), "app.sync(False)", Scope.EVERYWHERE),
    Command("sync.all", ("R", "f5"), N_("Fetch everything"), "app.sync(True)", Scope.EVERYWHERE, N_("fetch")),
    Command(
        "sync.interrupt", ("ctrl+c",), N_("Stop fetching, wherever you are"), "app.cancel", Scope.EVERYWHERE, first=True
    ),
    Command("sync.cancel", ("c",), N_("Stop fetching; nothing is lost"), "app.cancel", Scope.SYNC, N_("stop")),
    Command(
        "sync.offline", ("o",), N_("Keep offline, or use the network again"), "app.offline", Scope.SYNC, N_("network")
    ),
    Command("terminal.measure", ("p",), N_("Ask the terminal how fast it answers"), "app.measure", Scope.SYNC),
    Command("palette", ("ctrl+p", "colon"), N_("All commands"), "app.palette", Scope.EVERYWHERE),
    Command("help", ("question_mark", "f1"), N_("Help: keys for this pane"), "app.help", Scope.EVERYWHERE, N_("help")),
    Command("leave", ("q",), N_("Back; at the start, quit"), "back(True)", Scope.EVERYWHERE, N_("back")),
    Command("back", ("backspace", "escape"), N_("Back, but never out"), "back(False)", Scope.EVERYWHERE),
    Command("language", (), N_("Language of the screen"), "app.language", Scope.EVERYWHERE, also="language språk"),
    Command("quit", ("Q", "f10"), N_("Quit at once"), "app.quit", Scope.EVERYWHERE),
    Command("theme.next", ("T",), N_("Other colours"), "app.theme", Scope.EVERYWHERE),
    Command("suspend", ("ctrl+z",), N_("To the shell; fg comes back"), "app.suspend_process", Scope.EVERYWHERE),
)

BY_ID: Final[Mapping[str, Command]] = {one.id: one for one in COMMANDS}


def takes(one: Command, other: Command, key: str) -> bool:
    """Is this a key the table gives both, where the one is meant in its pane and the other everywhere else?

    Only the table gives keys away like that: a key that a configuration puts on both is meant for neither.
    """
    return one.instead_of == other.id and key in one.keys and key in other.keys


def together(one: Scope, other: Scope) -> bool:
    """Can both mean something at the same time?"""
    apart = (one in PANES and other in PANES) or {one, other} == {Scope.RECORDS, Scope.SYNC}
    elsewhere = set(PANES) - {Scope.GOALS}  # agreements have no commands of their own
    return one is other or not (apart or _reviewed_and(elsewhere, one, other))


def _reviewed_and(elsewhere: set[Scope], one: Scope, other: Scope) -> bool:
    return Scope.REVIEWED in (one, other) and bool(elsewhere & {one, other})
