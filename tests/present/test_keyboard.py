"""Names of keys, and which keys are refused and why."""

from __future__ import annotations

import string

import pytest
from textual.keys import _character_to_key

from tui.present import keyboard
from tui.present.keyboard import Unsendable, is_sign, label, named

PRINTED = [sign for sign in string.printable[:94] if sign not in "[]{}@$\\~`^"] + list("æøåÆØÅ§")


@pytest.mark.parametrize("sign", PRINTED)
def test_a_letter_digit_or_sign_has_the_name_textual_gives_it(sign: str) -> None:
    assert named(sign) == _character_to_key(sign)
    assert label(named(sign)) == sign
    assert is_sign(named(sign))


@pytest.mark.parametrize(
    ("written", "name", "printed"),
    [
        ("PgDn", "pagedown", "PgDn"),
        ("page_up", "pageup", "PgUp"),
        ("esc", "escape", "Esc"),
        ("↓", "down", "↓"),
        ("F5", "f5", "F5"),
        ("f12", "f12", "F12"),
        ("Ctrl+P", "ctrl+p", "Ctrl+P"),
        ("control + d", "ctrl+d", "Ctrl+D"),
        ("Shift+Tab", "shift+tab", "Shift+Tab"),
        ("Space", "space", "Space"),
    ],
)
def test_other_keys_are_written_as_they_are_printed(written: str, name: str, printed: str) -> None:
    assert named(written) == name
    assert label(name) == printed
    assert named(printed) == name
    assert not is_sign(name)


def test_shift_and_a_letter_is_the_capital() -> None:
    assert named("Shift+g") == "G"


REFUSED = {
    "PuTTY": ["Ctrl+Left", "Ctrl+↑", "Ctrl+Home", "Shift+Up", "Shift+PgDn", "Shift+F5", "Ctrl+F3"],
    "Backspace": ["Ctrl+H"],
    "Tab": ["ctrl+i"],
    "Enter": ["Ctrl+M", "Ctrl+J"],
    "sign": ["Ctrl+/", "Ctrl+Space", "Ctrl+@", "Ctrl+_", "Ctrl++", "Ctrl+5", "Ctrl+[", "Ctrl+æ"],
    "Alt": ["Alt+x", "meta+f", "Alt+Left"],
    "Ctrl+Shift": ["Ctrl+Shift+P"],
    "AltGr": [*"[]{}@$\\~`^´¨£€", "left_square_bracket", "backslash"],
    "stop and start": ["Ctrl+S", "Ctrl+Q"],
    "tmux": ["Ctrl+B"],
    "screen keeps": ["Ctrl+A"],
    "suspends": ["Ctrl+Z"],
    "whole screen": ["F11"],
    "no such key": ["F13", "foo", "", "super+x", "hyper+k", "shift+1", "ж", "\x1b", "+x"],
}


@pytest.mark.parametrize(("written", "words"), [(one, words) for words, keys in REFUSED.items() for one in keys])
def test_a_key_that_cannot_be_relied_on_is_refused_with_the_reason(written: str, words: str) -> None:
    with pytest.raises(Unsendable) as caught:
        named(written)
    assert words in caught.value.reason


def test_every_key_of_the_keyboard_can_be_named_again() -> None:
    assert all(named(label(key)) == key for key in keyboard._LABELS)
