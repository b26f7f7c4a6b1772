"""The docs tell the truth: what they name exists, and what must be named is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import app

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
GUIDES = (README, ROOT / "CONTRIBUTING.md")
ADRS = sorted((ROOT / "docs" / "adr").glob("*.md"))
PAGES = [*GUIDES, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]

HEADINGS = ("Status", "Context", "Decision", "Consequences")
"""Of every ADR, in this order, below its title."""
TERMS = (
    *("Contact", "Address", "Channel", "Inbound message", "Outbound message", "Delivery status"),
    *("queued", "wired", "sent", "delivered", "read", "errored", "failed", "withheld"),
    *("Reply", "Flow", "Step", "Key", "Line", "Session", "Turn", "Case", "Result", "Reminder"),
    *("waiting", "completed", "interrupted", "expired"),
    *("Campaign", "Broadcast", "Template", "Service window", "Opt-in", "Opt-out"),
    *("Content", "Module", "Clause", "Path", "Option", "Office", "Law pack", "Feature"),
    *("Trainer", "Cooperative", "Operator", "Transcript", "Work item"),
    *("Bubble", "Lane", "Promise", "House"),
)
"""What the glossary explains: the words of the design, then those of the code."""
SECTIONS = ("For miners", "For trainers", "For developers")

CODE = re.compile(r"`([^`\n]+)`|^(?: {4}|\t)(.+)$", re.MULTILINE)
PATH = re.compile(r"(?:bot|handlers|content|locales|tests|docs|benchmarks)/[\w./-]*")
COMMAND = re.compile(r"(?:^|[\s/])chaski ([a-z][a-z-]*)")
TARGET = re.compile(r"(?:^|\s)make ([a-z]+)")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")


def code(page: Path) -> Iterator[str]:
    """What stands in backticks or in an indented block."""
    for span, block in CODE.findall(page.read_text(encoding="utf-8")):
        yield (span or block).partition("  #")[0].strip()


def there(page: Path) -> Path:
    """The page, or a skip that says it is missing."""
    if not page.is_file():
        pytest.skip(f"{page.name} is not written yet")
    return page


def commands() -> set[str]:
    """The names of all `chaski` commands and command groups."""
    nameless = [g.typer_instance for g in app.registered_groups if not g.name and g.typer_instance]
    every = [c for part in (app, *nameless) for c in part.registered_commands]
    named = {c.name or c.callback.__name__ for c in every if c.callback}
    return named | {group.name for group in app.registered_groups if group.name}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_named_exists(page: Path) -> None:
    named = {span for span in code(there(page)) if PATH.fullmatch(span)}
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = LINK.findall(there(page).read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_every_command_named_exists(page: Path) -> None:
    named = {name for span in code(there(page)) for name in COMMAND.findall(span)}
    assert named - commands() == set()


def test_every_command_is_in_the_readme() -> None:
    named = {name for span in code(there(README)) for name in COMMAND.findall(span)}
    assert commands() - named == set()


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_every_make_target_named_exists(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {name for span in code(there(page)) for name in TARGET.findall(span)}
    assert named - set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE)) == set()


@pytest.mark.parametrize("page", ADRS, ids=lambda page: page.stem)
def test_an_adr_has_its_five_headings(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(page.stem[:4])}. ")
    assert tuple(re.findall(r"^#+ (.+)$", text, re.MULTILINE))[1:] == HEADINGS
    assert re.search(r"^## Status\n\n\w+, \d{4}-\d\d-\d\d\.", text, re.MULTILINE)


def test_adrs_are_numbered_without_gaps() -> None:
    assert [int(page.stem[:4]) for page in ADRS] == list(range(1, len(ADRS) + 1))


def test_an_adr_named_by_another_exists() -> None:
    named = {
        int(number)
        for page in ADRS
        for group in re.findall(r"ADR ([\d, ]*\d)", page.read_text(encoding="utf-8"))
        for number in group.split(",")
    }
    assert named <= set(range(1, len(ADRS) + 1))


@pytest.mark.parametrize("term", TERMS)
def test_the_glossary_explains(term: str) -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert re.search(rf"^ *- \*\*{term}\*\*.*: .+\. \*.+\*$", glossary, re.MULTILINE)


def test_the_changelog_speaks_to_everyone() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = text.split("\n## ")[1]
    assert newest.startswith("Unreleased\n")
    assert tuple(re.findall(r"^### (.+)$", newest, re.MULTILINE)) == SECTIONS
    for line in newest.splitlines():
        assert not line or line.startswith(("#", "Unreleased")) or re.fullmatch(r"- .+[.]", line)
