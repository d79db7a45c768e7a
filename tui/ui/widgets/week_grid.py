"""The week as a grid: days beside each other, hours below each other, one cell under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from textual import events
from textual.message import Message
from textual.strip import Strip

from ...domain.calendar import Session, monday, shifted, week_end
from ...domain.values import dataclass
from ...domain.week import DAYS, Band, Week, bands
from ...present import dates
from ...present import hours as words
from ...present.language import _
from ..ink import Role, Span, fit, plain
from ..strips import strip
from .canvas import Canvas
from .week_cells import HOURS, Columns, cell
from .week_picture import Block, Picture, arranged

SECOND_WEEK = 36
"""Lines of terminal from which the next week stands below this one."""
NARROWEST = 72
"""Columns below which seven days beside each other say nothing any more."""


class WeekGrid(Canvas, can_focus=True):
    """Draws the weeks it is given; the cursor steps through every cell, the empty ones too."""

    DEFAULT_CSS = "WeekGrid { height: 1fr; }"

    @dataclass
    class Moved(Message):
        """Another cell is selected."""

        grid: WeekGrid

    @dataclass
    class Opened(Message):
        """The selected cell was opened with the mouse."""

        grid: WeekGrid

    def __init__(self, week: Callable[[date], Week], today: Callable[[], date]) -> None:
        super().__init__()
        self._week = week
        self._today = today
        self._top: date | None = None
        """Monday of the first week on screen."""
        self._drawn_for: tuple[object, ...] | None = None
        self._picture: Picture | None = None
        self.day = today()
        self.hour = 0

    # -- content ---------------------------------------------------------------------------------------------

    def renew(self) -> None:
        """The weeks may be others now."""
        self._drawn_for = None
        self.repaint()

    @property
    def first(self) -> date:
        """Monday of the first week on screen: the cursor's, or the one before where two are shown."""
        start = monday(self.day)
        if self._top is None or not 0 <= (start - self._top).days < DAYS * self._count:
            self._top = start
        return self._top

    @property
    def _count(self) -> int:
        return 2 if self.app.size.height >= SECOND_WEEK else 1

    @property
    def band(self) -> Band:
        """The hours under the cursor."""
        return self._nearest(self._bands(self.day))

    @property
    def sessions(self) -> tuple[Session, ...]:
        """Who is there in the cell under the cursor."""
        week = self._week(monday(self.day))
        return tuple(stay.session for stay in week.at(self.day.weekday(), self.band))

    @property
    def key(self) -> str:
        """Tells the selected cell from others."""
        return f"{self.day.isoformat()}|{self.hour}"

    def weeks(self) -> tuple[Week, ...]:
        """The weeks on screen."""
        first = self.first
        return tuple(dict.fromkeys(self._week(monday(shifted(first, DAYS * each))) for each in range(self._count)))

    # -- movement --------------------------------------------------------------------------------------------

    def select(self, day: date, hour: int | None = None) -> None:
        """To a cell; without an hour, to the day's first session, or to the hour the cursor is at."""
        if hour is None:
            stays = self._week(monday(day)).days[day.weekday()]
            hour = min((stay.first for stay in stays), default=self.hour)
        self._go(day, hour)

    def move(self, rows: int) -> None:
        """To later or earlier hours of the same day."""
        rows_here = self._bands(self.day)
        target = rows_here.index(self.band) + rows
        self._go(self.day, rows_here[min(max(target, 0), len(rows_here) - 1)].first)

    def move_days(self, days: int) -> None:
        self._go(shifted(self.day, days), self.hour)

    def move_page(self, pages: int) -> None:
        self.move_days(DAYS * pages)

    def move_to(self, index: int) -> None:
        """0: the first hour of the day; -1: the last."""
        self._go(self.day, self._bands(self.day)[index].first)

    def _go(self, day: date, hour: int) -> None:
        before = self.key
        self.day, self.hour = day, hour
        if self.key != before:
            self.post_message(self.Moved(self))
        self.repaint()

    def _bands(self, day: date) -> tuple[Band, ...]:
        picture = self._made()
        start = monday(day)
        shown = next((block.bands for block in picture.blocks if block.week.monday == start), None) if picture else None
        return shown or bands(self._week(start), DAYS * 24)

    def _nearest(self, rows: Sequence[Band]) -> Band:
        return min(
            rows, key=lambda one: 0 if self.hour in one else min(abs(one.first - self.hour), abs(one.last - self.hour))
        )

    def _in_sight(self, made: Picture) -> list[Block]:
        """The blocks, that of the cursor with its band in sight."""
        start = monday(self.day)
        return [block.showing(self.band) if block.week.monday == start else block for block in made.blocks]

    # -- drawing ---------------------------------------------------------------------------------------------

    def _made(self) -> Picture | None:
        """The picture for the size and weeks there are now."""
        width, height = self.size
        if not width:
            return None
        wanted = (self.first, self._count, width, height)
        if wanted != self._drawn_for:
            self._drawn_for = wanted
            self._picture = arranged(self.weeks(), width, height)
        return self._picture

    def draw(self, y: int, width: int) -> Strip:
        picture = self._made()
        if picture is None:
            return strip((), width)
        for number, block in enumerate(self._in_sight(picture)):
            if y == block.y - 2 and number:
                title = dates.week_title(block.week.monday, week_end(block.week.monday))
                return strip(plain(fit(f"-- {title} ".ljust(width, "-"), width)), width)
            if y == block.y - 1:
                return strip(self._head(block.week, picture.columns), width)
            if block.y <= y < block.y + min(len(block.bands), block.room):
                return self._row(picture, block, block.bands[block.top + y - block.y], width)
        if y == picture.rule:
            return strip(plain("-" * width), width)
        at = y - picture.rule - 1
        return strip(plain(" " + picture.legend[at] if 0 <= at < len(picture.legend) else ""), width)

    def _head(self, week: Week, columns: Columns) -> list[Span]:
        """`ma 23 IDAG`, `fr 25 !`."""
        today = self._today()
        spans: list[Span] = [(" " * HOURS, Role.PLAIN)]
        for number, width in enumerate(columns.widths):
            day = shifted(week.monday, number)
            here = day == today
            told = f"{dates.weekday(day)} {day.day}"
            if words.special_day(day):
                told += words.FREE_DAY if width < 8 else f" {words.FREE_DAY}"
            if here and width >= 8:
                told += f" {_('today').upper()}"
            spans += [("|", Role.PLAIN), (fit(told, width), Role.STRONG if here else Role.PLAIN)]
        return spans

    def _row(self, picture: Picture, block: Block, band: Band, width: int) -> Strip:
        here = monday(self.day) == block.week.monday and band == self.band
        label = f"{band.first:02}" if band.first == band.last else f"{band.first:02}-{band.last:02}"
        more = (block.top > 0 and band == block.bands[block.top]) or (
            block.top + block.room < len(block.bands) and band == block.bands[block.top + block.room - 1]
        )
        parts = [strip(plain(fit(f"{'>' if here else ' '}{label}", HOURS)), HOURS)]
        for day, room in enumerate(picture.columns.widths):
            selected = here and day == self.day.weekday()
            text = cell(block.week, day, band, room, picture.codes)
            parts += [strip(plain("+" if more and not day else "|"), 1), strip(plain(text), room, cursor=selected)]
        used = HOURS + sum(one + 1 for one in picture.columns.widths)
        return Strip.join([*parts, strip((), width - used)]).simplify()

    # -- the terminal's cursor -------------------------------------------------------------------------------

    @property
    def cursor_line(self) -> int:
        """The line of the selected cell."""
        for block in self._in_sight(picture) if (picture := self._made()) else ():
            if block.week.monday == monday(self.day):
                return block.line(self.band)
        return 0

    @property
    def cursor_column(self) -> int:
        """The first column of the selected cell."""
        picture = self._made()
        return picture.columns.start(self.day.weekday()) if picture else 0

    # -- events ----------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        self.repaint()

    def on_focus(self) -> None:
        self.repaint()

    def on_blur(self) -> None:
        self.repaint()

    def on_click(self, event: events.Click) -> None:
        picture = self._made()
        for block in self._in_sight(picture) if picture else ():
            row = event.y - block.y + block.top
            if block.top <= row < min(len(block.bands), block.top + block.room) and picture and event.x >= HOURS:
                day = shifted(block.week.monday, picture.columns.day_at(event.x))
                again = (day, block.bands[row]) == (self.day, self.band)
                self._go(day, block.bands[row].first)
                if again:
                    self.post_message(self.Opened(self))

    def on_mouse_scroll_down(self) -> None:
        self.move(1)

    def on_mouse_scroll_up(self) -> None:
        self.move(-1)
