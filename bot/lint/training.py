"""Rules for training modules: questions that can be answered, and be asked at all.

What a question knows about itself (its right answer, how many choices) its shape refuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.content_file import Document, Problem
from bot.content_reader import nearest, toml
from bot.library import SOURCES, Library

FOLDER = "training"


def check(library: Library) -> Iterator[Problem]:
    """Problems of every module."""
    for id, module in library.items.get(FOLDER, {}).items():
        document = library.documents[FOLDER, id]
        yield from _parts(library, module, document)
        yield from _questions(module, document)
        if not module.off and not _live(module):
            message = "no question is live: each is off, or is about points that are off"
            yield document.problem(("questions",), f"{message}; turn one on, or the module off")


def _parts(library: Library, module: Any, document: Document) -> Iterator[Problem]:
    """What is shown rests on a source we know."""
    for field in ("points", "questions"):
        for i, part in enumerate(getattr(module, field)):
            for n, cited in enumerate(part.cites):
                if cited not in library.sources:
                    remedy = nearest(cited, library.sources) or f"; add it to {SOURCES}"
                    message = f"cites {toml(cited)}, which is not in {SOURCES}{remedy}"
                    yield document.problem((field, i, "cites", n), message)
            if not part.off and part.basis == "background":
                message = (
                    f'{part.id} is background and shown; give its basis and cites, or off = "…"'
                )
                yield document.problem((field, i, "basis"), message)
            elif not part.off and not part.cites:
                message = f'{part.id} is shown and cites nothing; add cites = ["…"] or off = "…"'
                yield document.problem((field, i), message)


def _questions(module: Any, document: Document) -> Iterator[Problem]:
    points = [point.id for point in module.points]
    asked: set[str] = set()
    for i, question in enumerate(module.questions):
        spot = ("questions", i)
        for n, about in enumerate(question.about):
            if about not in points:
                remedy = nearest(about, points) or f"; its points are {', '.join(points) or 'none'}"
                message = f"about names {toml(about)}, which is no point of the module{remedy}"
                yield document.problem((*spot, "about", n), message)
        if question.ask in asked:
            yield document.problem((*spot, "ask"), "this is asked twice; take one of them out")
        asked.add(question.ask)
        texts = [choice.text for choice in question.choices]
        for n, text in enumerate(texts):
            if text in texts[:n]:
                message = f"two choices read {toml(text)}; change one of them"
                yield document.problem((*spot, "choices", n, "text"), message)


def _live(module: Any) -> bool:
    """Whether anything would be asked."""
    shown = {point.id for point in module.points if not point.off}
    return any(
        not question.off and (not question.about or shown & set(question.about))
        for question in module.questions
    )
