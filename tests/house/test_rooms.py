"""Rooms, directions and names."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.house.source import REPOSITORY, ROOMS, Module, modules

FORBIDDEN_NAMES = {
    "base", "common", "core", "handler", "helpers", "manager", "misc", "processor", "service",
    "utils",
}  # fmt: skip
BROAD_CATCHERS = {
    "gateway/cli/__init__.py",  # exit status
    "gateway/delivery/attempt.py",  # verdict
    "gateway/exchange/intake.py",  # cXML
    "gateway/web/answers.py",  # pages and probes
}
PARSERS = {"xml", "defusedxml"}
XML_READERS = {
    "gateway/cxml/grammar.py",  # our own schemas
    "gateway/cxml/safety.py",  # everything else
}


@pytest.mark.slow
def test_imports_go_one_way() -> None:
    """Every contract is kept, and every module of the gateway has a place in them."""
    linter = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]

    outcome = subprocess.run(
        [*linter, "--no-cache", "--no-logo"],
        cwd=REPOSITORY, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_no_module_has_a_name_that_says_nothing() -> None:
    """A module is named after what is in it."""
    names = [m.path.removesuffix(".py").split("/") for m in modules(*ROOMS)]

    assert [parts for parts in names if FORBIDDEN_NAMES & set(parts)] == []


def test_no_function_imports_from_our_own_packages() -> None:
    """What a module needs of us stands at its top, where a reader and a linter see it."""
    assert [m.path for m in modules(*ROOMS) if _late_imports(m)] == []


def test_everything_is_caught_in_four_places_only() -> None:
    """A handler that catches every exception stands only where failures are answered."""
    found = {m.path for m in modules(*ROOMS) if any(m.broad_excepts())}

    assert {path for path in found if path.startswith("gateway/")} - BROAD_CATCHERS == set()


def test_there_is_one_xml_parser() -> None:
    """The standard library's parsers and their wrappers are imported nowhere, in tests neither."""
    found = [m.path for m in modules(*ROOMS, "tests") if PARSERS & _roots(m)]

    assert found == []


def test_the_gateway_parses_in_one_place() -> None:
    """In the gateway only the front door makes a parser of XML."""
    found = {m.path for m in modules("gateway") if any(map(_parses, ast.walk(m.tree)))}

    assert found - XML_READERS == set()


def _late_imports(module: Module) -> set[str]:
    names = {name for function in module.functions() for name in module.imports(function)}
    return {name for name in names if name.partition(".")[0] in ROOMS}


def _roots(module: Module) -> set[str]:
    return {name.partition(".")[0] for name in module.imports()}


def _parses(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and ast.unparse(node) in {
        "etree.XMLParser",
        "etree.fromstring",
        "etree.iterparse",
        "etree.parse",
    }
