"""What the card of an agreement leaves out."""

from __future__ import annotations

from datetime import UTC, datetime

from tui.domain.agreement import Agreement, Link
from tui.ui.cards.agreement import AgreementFacts, agreement_card

NOW = datetime(2026, 11, 23, 7, 3, tzinfo=UTC)


def card(*documents: Link) -> list[str]:
    lines = agreement_card(AgreementFacts(Agreement(id="a", title="Avtale", documents=documents)), NOW, 60)
    return ["".join(text for text, _ in line.spans).rstrip() for line in lines]


def test_a_document_without_an_address_is_its_title_and_one_without_both_is_nothing() -> None:
    told = card(Link(url="", title=None), Link(url="", title="Signert avtale"), Link(url="https://a.no/x.pdf"))
    documents = told[next(at for at, line in enumerate(told) if line.startswith("Documents")) :]
    assert documents[:2] == ["Documents  Signert avtale", "           https://a.no/x.pdf"]
    assert "" not in told


def test_no_documents_are_no_line() -> None:
    assert not any(line.startswith("Documents") for line in card(Link(url="")))
