"""The house keeps its walls: who imports whom (docs design §3), how large things grow, what they say.

Every file of bot/ and handlers/ is read with `ast`, so an import inside a function counts too.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import pytest

ROOT = Path(__file__).parent.parent
MOST_LINES, MOST_IN_FUNCTION = 400, 50
MOST_IN_ENGINE = 472
"""Code lines of bot/flows together (ADR 1 says why not fewer)."""
FORBIDDEN_NAMES = {"utils", "util", "helpers", "common", "manager", "service", "misc"}
IMPURE = {"os", "random", "time", "asyncio", "socket", "subprocess", "threading", "pathlib", "io"}
NOW = {"now", "utcnow", "today"}
COMPOSE = (
    *("bot.app", "bot.cli", "bot.serve", "bot.talk", "bot.__main__"),
    *("bot.contract", "bot.handoff", "bot.impact.command", "bot.simulate.machine"),
)
CHANNELS = ("telegram", "whatsapp", "webchat", "terminal")

ALLOWED: dict[str, tuple[str, ...]] = {
    "bot.flows": ("bot.flows", "bot.model", "bot.wanted", "bot.feature", "bot.errors"),
    "bot.model": ("bot.errors",),
    "bot.wanted": ("bot.model",),
    "bot.feature": ("bot.model",),
    "bot.errors": (),
    "bot.days": ("bot.typos",),
    "bot.typed": ("bot.days", "bot.model"),
    "bot.typos": (),
    "bot.spelling": (),
    "handlers": ("bot.flows",),
}
"""Packages that import nothing but these, and the standard library."""

NEVER: dict[str, tuple[str, ...]] = {
    "bot.router": ("bot.store", "bot.channels", "bot.web", "handlers"),
    "bot.search": ("bot.store", "bot.channels", "bot.web", "handlers"),
    "bot.words": ("bot.store", "bot.web", "handlers"),
    "bot.layout": ("bot.store", "bot.web", "handlers"),
    "bot.library": ("bot.store", "bot.channels", "bot.web", "handlers"),
    "bot.vocabulary": ("bot.store", "bot.channels", "bot.web", "handlers"),
    "bot.channels": ("bot.flows", "bot.store", "bot.web", "handlers"),
    "bot.store": ("bot.flows", "bot.channels", "bot.web", "handlers"),
    "bot.work": ("bot.flows", "bot.store", "bot.channels", "handlers"),
    "bot.proof": ("bot.flows", "bot.store", "bot.channels", "bot.web", "bot.work", "handlers"),
    "bot.web": ("handlers",),
    "bot.lint": ("bot.store", "bot.web"),
}
"""Packages that never import these."""


@dataclass(frozen=True)
class Module:
    """One Python file of the house."""

    path: Path

    @cached_property
    def name(self) -> str:
        """As it is imported."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> frozenset[str]:
        """Full names of what is imported, with the names taken from it."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}: import by full name, not relatively"
                found.add(node.module or "")
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
        return frozenset(found)

    @property
    def code_lines(self) -> int:
        """Lines with code in them: not blank, no comment, no docstring."""
        docs = {
            number
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
            for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
        }
        lines = enumerate(map(str.strip, self.text.splitlines()), 1)
        return sum(bool(line) and line[0] != "#" and n not in docs for n, line in lines)

    def within(self, *packages: str) -> bool:
        """Whether it is one of these modules, or lies in one of these packages."""
        return any(inside(self.name, package) for package in packages)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method, however deep."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


def inside(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


MODULES = [
    Module(path) for folder in ("bot", "handlers") for path in sorted((ROOT / folder).rglob("*.py"))
]
OURS = ("bot", "handlers")


def ours(module: Module) -> list[str]:
    """What it imports of the house."""
    return sorted(name for name in module.imports if any(inside(name, part) for part in OURS))


def each(modules: list[Module]) -> pytest.MarkDecorator:
    """One test a module, named after it."""
    return pytest.mark.parametrize("module", modules, ids=[module.name for module in modules])


# -- who imports whom --------------------------------------------------------------------------------


@each([module for module in MODULES if module.within(*ALLOWED)])
def test_pure_packages_import_only_what_they_may(module: Module) -> None:
    package = next(package for package in ALLOWED if module.within(package))
    may = ALLOWED[package]
    if package == "handlers":
        may += (".".join(module.name.split(".")[:2]),)
    foreign = [name for name in ours(module) if not any(inside(name, part) for part in may)]
    assert not foreign, f"{module.name} may import {', '.join(may)} and the standard library"
    others = {name.partition(".")[0] for name in module.imports} - set(OURS) - {"__future__"}
    assert others <= sys.stdlib_module_names, f"{module.name} is standard library only"


@each([module for module in MODULES if module.within("bot.flows", "handlers")])
def test_flows_touch_no_world_no_clock_and_no_chance(module: Module) -> None:
    seeded = {"bot.flows.chat", "bot.flows.engine"}
    impure = {name.partition(".")[0] for name in module.imports} & IMPURE
    assert impure <= ({"random"} if module.name in seeded else set())
    if impure:
        assert {name for name in module.imports if inside(name, "random")} == {
            "random",
            "random.Random",
        }
    asked = [
        f"line {node.lineno}: {node.attr}()"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in NOW
        and isinstance(node.value, ast.Name)
        and node.value.id in ("date", "datetime")
    ]
    assert not asked, f"{module.name} asks what time it is; use chat.today"


@each([module for module in MODULES if module.within(*NEVER)])
def test_packages_never_import_what_lies_above_them(module: Module) -> None:
    for package, never in NEVER.items():
        if module.within(package):
            wrong = [name for name in ours(module) if any(inside(name, part) for part in never)]
            assert not wrong, f"{package} never imports {', '.join(never)}"


@each([module for module in MODULES if not module.within(*COMPOSE, "handlers")])
def test_only_the_composition_root_knows_features(module: Module) -> None:
    assert not [name for name in ours(module) if inside(name, "handlers")]


@each([module for module in MODULES if not module.within(*COMPOSE, "handlers")])
def test_only_the_composition_root_knows_concrete_channels(module: Module) -> None:
    concrete = [f"bot.channels.{channel}" for channel in CHANNELS if module.path.stem != channel]
    assert not [n for n in ours(module) if any(inside(n, channel) for channel in concrete)]


def test_no_feature_imports_another() -> None:
    for module in MODULES:
        if module.within("handlers"):
            mine = ".".join(module.name.split(".")[:2])
            others = [n for n in ours(module) if inside(n, "handlers") and not inside(n, mine)]
            assert not others, f"{module.name} imports {others}; features meet by opening flows"


# -- size and shape ----------------------------------------------------------------------------------


def test_files_and_functions_stay_small(capsys: pytest.CaptureFixture[str]) -> None:
    files = {module.name: len(module.text.splitlines()) for module in MODULES}
    functions = {
        f"{module.name}.{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for module in MODULES
        for node in module.functions()
    }
    with capsys.disabled():
        print()
        for what, sizes in (("files", files), ("functions", functions)):
            ordered = sorted(sizes.values())
            middle, tail = ordered[len(ordered) // 2], ordered[len(ordered) * 95 // 100]
            print(f"  {what}: {len(ordered)}, median {middle}, p95 {tail}, largest {ordered[-1]}")
    assert {n: size for n, size in files.items() if size > MOST_LINES} == {}
    assert {n: size for n, size in functions.items() if size > MOST_IN_FUNCTION} == {}


def test_the_engine_stays_small(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = {m.name.removeprefix("bot."): m.code_lines for m in MODULES if m.within("bot.flows")}
    with capsys.disabled():
        print(f"\n  engine: {sum(sizes.values())} code lines, {sizes}")
    assert sum(sizes.values()) <= MOST_IN_ENGINE


def test_names_say_what_a_thing_is() -> None:
    stems = {part for module in MODULES for part in module.name.split(".")}
    assert not stems & FORBIDDEN_NAMES


@each(MODULES)
def test_every_module_and_public_name_says_what_it_is(module: Module) -> None:
    assert ast.get_docstring(module.tree), f"{module.name} has no docstring"
    silent = [node.name for node in _public(module.tree.body) if not ast.get_docstring(node)]
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef) and not node.bases and not node.name.startswith("_"):
            methods = [m for m in _public(node.body) if not ast.get_docstring(m)]
            silent += [f"{node.name}.{method.name}" for method in methods]
    assert not silent, f"{module.name}: no docstring: {', '.join(silent)}"


Defined: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef"


def _public(body: list[ast.stmt]) -> list[Defined]:
    """Functions and classes without a leading underscore. Methods that override may be silent."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [node for node in body if isinstance(node, kinds) and not node.name.startswith("_")]
