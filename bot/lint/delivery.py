"""Rules for templates and the rate card: read like any content, easy to read, once each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot import tariff, templates
from bot.content_file import Problem
from bot.lint.prose import EASIEST, LONGEST_SENTENCE
from bot.readability import inflesz, longest_sentence

EXAMPLE = "Tu plazo termina pronto."


def check(root: Path) -> Iterator[Problem]:
    """Problems of content/templates.toml and content/rates.toml."""
    found, problems = templates.read(root)
    yield from problems
    yield from tariff.read(root)[1]
    counted = Counter(template.id for template in found.all)
    for id in sorted(id for id, count in counted.items() if count > 1):
        yield Problem(templates.FILE, 1, f'two templates have id = "{id}"; ids are for ever')
    for template in found.all:
        for wording in template.wordings:
            yield from _words(template.id, wording)


def _words(id: str, wording: templates.Wording) -> Iterator[Problem]:
    where = f"template {id} ({wording.language})"
    if wording.language.partition("_")[0] != "es":
        return
    text = templates.VARIABLE.sub(EXAMPLE, wording.body)
    if inflesz(text) < EASIEST:
        message = f"{where} reads at INFLESZ {inflesz(text):.0f}, at least {EASIEST}; shorten it"
        yield Problem(templates.FILE, 1, message)
    if longest_sentence(text) > LONGEST_SENTENCE:
        message = f"{where} has a sentence over {LONGEST_SENTENCE} words; split it"
        yield Problem(templates.FILE, 1, message)
    for label in wording.buttons:
        if len(label) > 20:
            yield Problem(templates.FILE, 1, f'{where}: "{label}" is over 20 characters')
