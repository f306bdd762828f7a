"""The source tree as the house tests look at it."""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
ROOMS = ("gateway", "catalog_stub")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One Python file of ours, read and parsed."""

    path: str
    lines: int
    tree: ast.Module

    def functions(self) -> Iterator[Function]:
        """List every function and method, nested ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def imports(self, within: ast.AST | None = None) -> Iterator[str]:
        """List the dotted name of every module that is imported."""
        for node in ast.walk(within or self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module or ""

    def broad_excepts(self) -> Iterator[ast.ExceptHandler]:
        """List the handlers that catch everything and let nothing on."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ExceptHandler) and _is_broad(node) and not _raises(node):
                yield node


def modules(*folders: str) -> list[Module]:
    """Read every Python file below the folders of the repository."""
    found = (path for folder in folders for path in (REPOSITORY / folder).rglob("*.py"))
    return [_module(path) for path in sorted(found)]


@cache
def _module(path: Path) -> Module:
    with tokenize.open(path) as handle:
        text = handle.read()
    return Module(
        path=path.relative_to(REPOSITORY).as_posix(),
        lines=text.count("\n"),
        tree=ast.parse(text),
    )


def _is_broad(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or (
        isinstance(handler.type, ast.Name) and handler.type.id in {"Exception", "BaseException"}
    )


def _raises(handler: ast.ExceptHandler) -> bool:
    return any(isinstance(node, ast.Raise) and node.exc is None for node in ast.walk(handler))
