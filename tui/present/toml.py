"""What is wrong with TOML text, in the reader's language."""

from __future__ import annotations

from typing import Final

from .language import N_, _

_KEY_TWICE: Final = N_("the key is there twice")
_TABLE_TWICE: Final = N_("the table is there twice")
_QUOTE: Final = N_("a quotation mark is missing")
_CHARACTER: Final = N_("a character that may not stand there, perhaps a missing quotation mark")
_BRACKET: Final = N_("a ] is missing")
_ESCAPE: Final = N_("what stands after a backslash is not valid")

_REASONS: Final = {
    "Expected '=' after a key": N_("the key has no = after it"),
    "Invalid value": N_("the value is not valid; text needs quotation marks"),
    "Invalid statement": N_("the line begins with something that is neither a key nor a table"),
    "Invalid initial character for a key": N_("the key is missing or has a character that needs quotation marks"),
    "Expected newline or end of document": N_("there is something after the end of the value"),
    "Cannot overwrite a value": _KEY_TWICE,
    "Duplicate inline table key": _KEY_TWICE,
    "Cannot declare": _TABLE_TWICE,
    "Cannot redefine namespace": _TABLE_TWICE,
    "Cannot mutate immutable namespace": N_("the table was closed further up and cannot be added to"),
    "Unterminated string": _QUOTE,
    "Expected \"'": _QUOTE,
    "Expected '\"": _QUOTE,
    "Illegal character": _CHARACTER,
    "Found invalid character": _CHARACTER,
    "Unescaped '\\'": N_("a backslash in a text must be written twice"),
    "Escaped character is not": _ESCAPE,
    "Invalid hex value": _ESCAPE,
    "Invalid date or datetime": N_("there is no such date or time"),
    "Unclosed array": _BRACKET,
    "Expected ']": _BRACKET,
    "Unclosed inline table": N_("a } is missing"),
    "Letters other than a-z in the key ": N_(
        "the key {word} has letters other than a-z and would need quotation marks, but Samspill knows no such key"
    ),
    "Letters other than a-z in the header, in ": N_(
        "the header has letters other than a-z, in {word}; use a-z, 0-9 and hyphens"
    ),
}
"""How a sentence of the standard library's TOML parser, or of `toml_source`, begins -> the same for a person."""


def reason(said: str | None) -> str | None:
    """The parser's reason in the reader's language, None for one we have no words for."""
    for start, words in _REASONS.items():
        if said and said.startswith(start):
            return _(words).replace("{word}", said.removeprefix(start))
    return None
