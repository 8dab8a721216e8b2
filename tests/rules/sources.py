"""The source files that the rules look at, parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = ("bizhub", "tests", "tools", "bench")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file; `path` is relative to the repository, with slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        """The room of BizHub it belongs to (`state`, `services`, …); empty outside of them."""
        parts = self.path.split("/")
        return parts[1] if parts[0] == "bizhub" and len(parts) > 2 else ""

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return len(self.text.splitlines())

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree."""
        return list(ast.walk(self.tree))

    @property
    def functions(self) -> Iterator[Function]:
        """Every function, methods and nested ones included."""
        return (node for node in self.nodes if isinstance(node, Function))

    @property
    def classes(self) -> Iterator[ast.ClassDef]:
        """Every class."""
        return (node for node in self.nodes if isinstance(node, ast.ClassDef))

    @property
    def calls(self) -> Iterator[ast.Call]:
        """Every call."""
        return (node for node in self.nodes if isinstance(node, ast.Call))

    @cached_property
    def reflex_names(self) -> dict[str, str]:
        """Local names of what is imported from Reflex: `rx` → ``, `upload` → `upload`."""
        found: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                found.update({name.asname or name.name: "" for name in node.names if name.name == "reflex"})
            elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "reflex":
                found.update({name.asname or name.name: name.name for name in node.names})
        return found

    def reflex_path(self, node: ast.AST) -> str | None:
        """`el.script` for `rx.el.script`; None for what does not come from Reflex."""
        dotted = dotted_name(node)
        if dotted is None:
            return None
        first, _, rest = dotted.partition(".")
        if first not in self.reflex_names:
            return None
        return ".".join(part for part in (self.reflex_names[first], rest) if part)


def dotted_name(node: ast.AST) -> str | None:
    """`a.b.c` of a name or an attribute chain."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted_name(node.value)
        return f"{before}.{node.attr}" if before else None
    return None


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the repository."""
    files = [path for folder in _FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in files)
