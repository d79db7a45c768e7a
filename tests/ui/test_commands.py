"""The command table: every key once, none that PuTTY or a Norwegian keyboard cannot send."""

from __future__ import annotations

import re

from textual.binding import Binding

from tui.ui.commands import BINDINGS, COMMANDS, key_label

UNSENDABLE = re.compile(
    r"alt\+|shift\+(up|down|left|right|home|end)|ctrl\+(up|down|left|right|h|i|m|j|slash|space|at|a|b|s|q|"
    r"left_square_bracket)$|ctrl\+shift|.*(square_bracket|curly|backslash|at$|dollar|tilde|grave|circumflex)"
)
"""Swallowed or changed by PuTTY, tmux, screen, flow control or AltGr on a Norwegian keyboard."""


def test_ids_and_keys_are_unique() -> None:
    assert len({one.id for one in COMMANDS}) == len(COMMANDS)
    keys = [key for one in COMMANDS for key in one.keys]
    assert sorted(set(keys)) == sorted(keys)


def test_every_key_can_be_sent_from_putty_and_a_norwegian_keyboard() -> None:
    assert [key for one in COMMANDS for key in one.keys if UNSENDABLE.match(key)] == []


def test_nothing_depends_on_escape_or_a_function_key_alone() -> None:
    assert [one.id for one in COMMANDS if all(re.fullmatch(r"escape|f\d+", key) for key in one.keys)] == []


def test_bindings_are_made_from_the_table() -> None:
    assert [one.id for one in BINDINGS if isinstance(one, Binding)] == [one.id for one in COMMANDS]


def test_keys_are_printed_as_on_the_keyboard() -> None:
    names = ("question_mark", "ctrl+p", "j", "G", "full_stop")
    assert [key_label(key) for key in names] == ["?", "Ctrl+P", "j", "G", "."]
