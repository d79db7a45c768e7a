"""Agreements with partners that the configuration calls mine."""

from __future__ import annotations

from collections.abc import Sequence

from ...domain.agreement import Agreement
from ...present.keymap import how
from ...present.language import _
from ...storage.day import whose
from ..services import Sight
from .listing import parties_of


def mine_of(agreements: Sequence[Agreement], services: Sight) -> Sequence[Agreement]:
    """Those that one of my partners, or a partner in one of my municipalities, is a party to."""
    mine = services.settings.mine
    ids = {key for one in agreements for key in parties_of(one)}
    me = whose(services.reader, mine.partners, mine.municipalities, ids)
    return [one for one in agreements if me.concerns(parties_of(one))]


def none_mine() -> Sequence[str]:
    """Said where nothing is left."""
    return (
        _("No agreement is with partners of yours."),
        _("{key} shows everybody's.").format(key=how("review.mine")),
    )


def unsaid() -> str:
    """Said where nobody has told which partners are mine."""
    return _("Say which partners are yours under [mine] in the configuration.")
