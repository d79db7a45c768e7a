"""One document, two files: the same words, and nothing from outside taken for markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from tui.domain.agreement import Progress, Standing
from tui.plain.export.document import Bar, Document, Grid, Heading, Item, Items, Paragraph, Series
from tui.plain.export.markdown import as_markdown, escaped
from tui.plain.export.page import as_page

HOSTILE = '</style><script>alert(1)</script> [x](javascript:y) **b** `c` <img src=x onerror=z> | & "q"'
BAR = Bar(Progress(standing=Standing.BEHIND, computed=True, fraction=0.6, planned_fraction=0.9), "12/20, 60 % bak")


def document(*texts: str) -> Document:
    one = texts[0]
    return Document(
        title=one,
        language="nb",
        blocks=(
            Heading(one),
            Paragraph(one),
            Paragraph(one, quoted=True),
            Items((Item(one, ticked=True), Item(one, ticked=False))),
            Grid((one, "b"), ((one, "1"),)),
            BAR,
            Series((("8.9.", 9.0), ("1.10.", None), (one, 11.0), ("14.11.", 12.0)), target=20.0, words=one),
        ),
    )


class Text(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _value in attrs}

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def parsed(page: bytes) -> Text:
    found = Text()
    found.feed(page.decode())
    return found


def test_a_page_shows_hostile_text_and_runs_nothing() -> None:
    page = parsed(as_page(document(HOSTILE)))
    assert page.tags == parsed(as_page(document("x"))).tags
    assert not page.attributes & {"onerror", "src", "href"}
    assert page.said.count(HOSTILE) >= 7


def test_a_page_needs_nothing_from_elsewhere() -> None:
    page = as_page(document("x")).decode()
    assert not re.search(r"https?://|url\(|@import|<script|<link", page)
    assert "default-src &#x27;none&#x27;" in page


def test_a_broken_series_stays_broken() -> None:
    page = as_page(document("x")).decode()
    (curve,) = re.findall(r'<path d="(M[^"]*)" fill="none"', page)
    assert curve.count("M") == 2


def test_markdown_says_the_same() -> None:
    text = as_markdown(document("Brua")).decode()
    assert "# Brua\n" in text
    assert "- [x] Brua" in text
    assert "- [ ] Brua" in text
    assert "`[############......|.]` 12/20, 60 % bak" in text
    assert "| Brua | 1 |" in text
    assert "- 1\\.10.: -" in text


def test_markdown_keeps_markup_out() -> None:
    text = as_markdown(document(HOSTILE)).decode()
    assert "<script" not in text.replace("\\<", "")
    assert not re.search(r"(?<!\\)\]\(", text)


def test_a_line_that_looks_like_markup_is_a_line() -> None:
    assert escaped("# x") == "\\# x"
    assert escaped("1. x") == "1\\. x"
    assert escaped("- x") == "\\- x"
    assert escaped("a\n+ b") == "a\n\\+ b"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_no_text_breaks_out_of_a_page(text: str) -> None:
    assert parsed(as_page(document(text))).tags == parsed(as_page(document("x"))).tags
