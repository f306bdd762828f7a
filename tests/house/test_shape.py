"""The shape of files and functions."""

from __future__ import annotations

import ast

from tests.house.source import ROOMS, Function, modules

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 50


def test_every_module_opens_with_its_purpose() -> None:
    """A module's first sentence says what it is for."""
    assert [m.path for m in modules(*ROOMS, "tests") if not ast.get_docstring(m.tree)] == []


def test_no_file_is_long() -> None:
    """A file has at most 400 lines."""
    long = {m.path: m.lines for m in modules(*ROOMS, "tests") if m.lines > MAX_FILE_LINES}

    assert long == {}


def test_no_function_is_long() -> None:
    """A function has at most 50 lines."""
    long = {
        f"{module.path}:{function.name}": _lines(function)
        for module in modules(*ROOMS, "tests")
        for function in module.functions()
        if _lines(function) > MAX_FUNCTION_LINES
    }

    assert long == {}


def test_every_test_states_its_fact() -> None:
    """Each test has a docstring: the sentence that a user would agree with."""
    silent = [
        f"{module.path}:{function.name}"
        for module in modules("tests")
        for function in module.functions()
        if function.name.startswith("test_") and not ast.get_docstring(function)
    ]

    assert silent == []


def _lines(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1
