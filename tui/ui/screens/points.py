"""Points to raise, of some partners or of all, and questions for when there is a network."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from ...domain.notes import Point, Question, Subject
from ...present import dates, review
from ...present import notes as words
from ...present.agreement import not_in_copy
from ...present.keymap import how
from ...present.language import _
from ..card_lines import CardLine, heading, text
from ..choices import Choice
from ..ink import Role, Span, fit, wrap
from ..links import link_to
from ..services import Services
from .writing import write_line
from .written import Deed, WrittenScreen

TITLE = 28
"""Cells for the partner or the record."""


def go(screen: WrittenScreen[Any], subject: Subject, label: str) -> Choice[Deed]:
    """To a record, unless it is gone."""
    link = link_to(subject.ref, screen.services.reader)
    remark = "" if link else not_in_copy()

    def leave() -> None:
        screen.dismiss(link)

    return Choice(label, leave, remark, possible=link is not None)


class PointsScreen(WrittenScreen[Point]):
    """First what is to be raised, the oldest first, then what was, the latest first."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("b", "new", show=False)]

    def __init__(self, services: Services, partners: Sequence[Subject] = ()) -> None:
        """`partners`: only theirs; of all where there are none."""
        super().__init__(services)
        self._partners = partners

    def title_words(self) -> str:
        if not self._partners:
            return _("Points to raise with all partners")
        names = ", ".join(words.named(one) for one in self._partners)
        return _("Points to raise with {partner}").format(partner=names)

    def hint(self) -> str:
        if len(self._partners) == 1:
            return _("Enter ticks or changes. b adds a point, u undoes, q leaves.")
        return _("Enter ticks or changes. u undoes, q leaves.")

    def nothing(self) -> Sequence[str]:
        return (_("Nothing is to be raised. {key} on a record adds a point.").format(key=how("point")),)

    def rows(self) -> Sequence[Point]:
        book, ids = self.services.book, [one.ref.record_id for one in self._partners]
        found = [point for one in ids for point in book.points(one, done=True)] if ids else book.points(done=True)
        waiting = sorted((one for one in found if one.done_at is None), key=lambda one: one.created_at)
        raised = sorted((one for one in found if one.done_at), key=lambda one: one.done_at or one.created_at)
        return [*waiting, *reversed(raised)]

    def key(self, row: Point) -> str:
        return str(row.id)

    def spans(self, row: Point, width: int) -> Sequence[Span]:
        mark = "[ ] " if row.done_at is None else "[x] "
        name = fit(words.named(row.partner), min(TITLE, width // 3)) + " " if len(self._partners) != 1 else ""
        room = width - len(mark) - len(name)
        return ((mark + name, Role.PLAIN), (fit(words.point_with_source(row, self.services.clock()), room), Role.PLAIN))

    def card_for(self, row: Point, width: int) -> Sequence[CardLine]:
        now = self.services.clock()
        lines = [heading(one) for one in wrap(words.named(row.partner), width - 1)]
        lines += [text(one) for one in wrap(words.point_with_source(row, now), width - 1)]
        written = _("written {when}").format(when=dates.moment(row.created_at, now))
        lines.append(text(written))
        if row.followed_from is not None:
            lines += [text(one) for one in wrap(review.followed(row.followed_from), width - 1)]
        return lines

    def choices(self, row: Point) -> Sequence[Choice[Deed]]:
        remove: Choice[Deed] = Choice(_("Remove"), partial(self._remove, row))
        places = [go(self, row.partner, _("Go to the partner"))]
        if row.about is not None:
            places.append(go(self, row.about, _("Go to the record")))
        if row.done_at is None:
            return [Choice(_("Raised: tick it, and say what came of it"), partial(self._tick, row)), remove, *places]
        return [
            Choice(_("To be raised after all"), partial(self._reopen, row)),
            Choice(_("Change what came of it"), partial(self._tick, row)),
            remove,
            *places,
        ]

    def menu_title(self, row: Point) -> str:
        return row.text

    def action_new(self) -> None:
        if len(self._partners) != 1:
            self.say(_("A point belongs to a partner: go there and press {key}.").format(key=how("point")))
            return
        (partner,) = self._partners
        question = _("To raise with {partner}:").format(partner=words.named(partner))
        add = partial(self.services.book.raise_point, partner)
        write_line(self.app, question, add, lambda: self.did(_("It is among the points to raise.")))

    def _tick(self, point: Point) -> None:
        question = _("What came of it? Nothing is an answer too.")
        tick = partial(self.services.book.tick, point)
        write_line(self.app, question, tick, lambda: self.did(_("Ticked; u undoes.")), empty=True)

    def _reopen(self, point: Point) -> None:
        self.write(partial(self.services.book.reopen, point), _("It is to be raised again."))

    def _remove(self, point: Point) -> None:
        self.write(partial(self.services.book.remove_point, point), _("Removed; u brings it back."))


class QuestionsScreen(WrittenScreen[Question]):
    """What the next sync is to find out first, and what it found out."""

    def __init__(self, services: Services, at: str | None = None) -> None:
        """`at`: the number of the question to begin on."""
        super().__init__(services)
        self._at = at

    def on_mount(self) -> None:
        if self._at is not None:
            self.list.select(self._at)

    def title_words(self) -> str:
        return _("To check when online")

    def hint(self) -> str:
        return _("Enter: what can be done with it. u undoes, q leaves.")

    def nothing(self) -> Sequence[str]:
        return (_("There is nothing to check. {key} on a record asks.").format(key=how("ask")),)

    def rows(self) -> Sequence[Question]:
        return self.services.book.questions()

    def key(self, row: Question) -> str:
        return str(row.id)

    def spans(self, row: Question, width: int) -> Sequence[Span]:
        name = fit(words.named(row.subject), min(TITLE, width // 3)) + " "
        mark = "? " if row.answer is None else "! "
        said = words.question(row, self.services.clock())
        return ((mark + name, Role.PLAIN), (fit(said, width - len(name) - len(mark)), Role.PLAIN))

    def card_for(self, row: Question, width: int) -> Sequence[CardLine]:
        now = self.services.clock()
        head = f"{words.kind(row.subject)} {words.named(row.subject)}"
        asked = _("asked {when}").format(when=dates.moment(row.asked_at, now))
        lines = [heading(one) for one in wrap(head, width - 1)]
        lines += [text(one) for part in (row.text, review.answer(row, now), asked) for one in wrap(part, width - 1)]
        if row.followed_from is not None:
            lines += [text(one) for one in wrap(review.followed(row.followed_from), width - 1)]
        return lines

    def choices(self, row: Question) -> Sequence[Choice[Deed]]:
        label = _("It needs no answer") if row.answer is None else _("I have read the answer")
        done: Choice[Deed] = Choice(label, partial(self._remove, row))
        return [done, go(self, row.subject, _("Go to the record"))]

    def menu_title(self, row: Question) -> str:
        return row.text

    def _remove(self, question: Question) -> None:
        self.write(partial(self.services.book.remove_question, question), _("Removed; u brings it back."))
