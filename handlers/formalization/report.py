"""The case file as data for the drawing task: words stay lines until the worker writes them."""

from __future__ import annotations

from typing import cast

from bot.flows import Arg, Case, Chat, Json, Line, encode, media_of
from handlers.formalization import rules
from handlers.formalization.content import Office, Requirement, Status
from handlers.formalization.words import end_of_process, label, planned, standing, title

MARKS = {"done": "done", "open": "open", "late": "late", "blocked": "blocked"}
MOST_PHOTOS = 12


def case_file(chat: Chat) -> dict[str, Json]:
    """Everything on *mi expediente*, in the shape `bot.work.reports.case_file` draws."""
    end, found = end_of_process(chat), planned(chat)
    checked = chat.content.value(rules.END, chat.today).checked

    def line(key: str, **args: Arg) -> Json:
        return encode(chat.line(key, **args))

    return {
        "title": line("file-title"),
        "subtitle": line("file-subtitle"),
        "made": line("file-made", day=chat.today),
        "date": chat.today.isoformat(),
        "file": "mi-expediente.pdf",
        "warning": line("file-warning", end=end, checked=checked),
        "about": _about(chat),
        "by_hand": [line("file-fill-name"), line("file-fill-ruc")],
        "now": {
            "title": line("file-now"),
            "items": [encode(title(chat, requirement)) for requirement in found.now],
        },
        "sections": _sections(chat),
        "deadlines": {"title": line("file-dates"), "rows": _dates(chat, found)},
        "papers": {"title": line("file-papers"), "rows": _papers(chat)},
        "offices": {"title": line("file-offices"), "rows": _offices(chat)},
        "photos": _photos(chat),
        "sources": {"title": line("file-sources"), "items": _sources(chat)},
        "footer": line("file-footer"),
        "page_words": line("file-page"),
    }


def _about(chat: Chat) -> Json:
    """What is on the front: her status, place, role, as she told them."""
    rows: list[Json] = []
    status = chat.content.find(Status, chat.case.text("reinfo"))
    if status:
        told = chat.case.since("reinfo") or chat.today
        value = chat.line("file-status", status=chat.content.line(status, "title"), day=told)
        rows.append([encode(chat.line("file-label-status")), encode(value)])
    for fact in ("role", "mineral"):
        if chat.case.text(fact):
            value = Line(f"onboarding-{fact}.{chat.case.text(fact)}")
            rows.append([encode(chat.line(f"file-label-{fact}")), encode(value)])
    region, province = chat.case.text("region"), chat.case.text("my.province")
    if region:
        place: list[Json] = [encode(Line(f"regions/{region}.label")), province]
        joined = chat.line("file-place", region=cast("Arg", place[0]), province=province)
        rows.append([encode(chat.line("file-label-place")), encode(joined)])
    return rows


def _sections(chat: Chat) -> list[Json]:
    """One table per kind: how each requirement stands."""
    groups = {"process": ("permanence", "process-step", "one-off"), "permits": ("parallel-permit",)}
    sections: list[Json] = []
    for name, kinds in groups.items():
        rows = [
            _row(chat, r)
            for r in chat.content.all(Requirement).values()
            if r.kind in kinds
            and r.id != "fin-del-proceso"
            and rules.applies(r, chat.case, standing(chat))
        ]
        columns: list[Json] = [encode(chat.line(f"file-column-{n}")) for n in range(1, 5)]
        heading = encode(chat.line(f"file-{name}"))
        sections.append({"title": heading, "columns": columns, "rows": rows})
    return sections


def _row(chat: Chat, requirement: Requirement) -> Json:
    case, end = chat.case, end_of_process(chat)
    mark = rules.mark(requirement, case, chat.today, end)
    known = mark == "done" and not rules.is_forgotten(requirement.id, case)
    day = rules.done_on(requirement, case) if known else None
    when = chat.line("file-day", day=day) if day else chat.line("file-no-day")
    entity = chat.line(
        f"file-cargo-{'yes' if media_of(case.get(f'cargo.{requirement.id}')) else 'no'}"
    )
    note = _note(requirement, case)
    return {
        "state": MARKS[mark],
        "state_words": encode(chat.line(f"file-mark-{mark}")),
        "cells": [encode(title(chat, requirement)), encode(when), encode(entity), note],
    }


def _note(requirement: Requirement, case: Case) -> Json:
    """The problem she named, by its label."""
    blocker = rules.blocker_of(requirement, case)
    return encode(Line(f"blockers/{blocker}.label")) if blocker else ""


def _dates(chat: Chat, found: rules.Plan) -> list[Json]:
    rows: list[Json] = []
    for deadline in found.ahead[:10]:
        left = (deadline.day - chat.today).days
        key = "file-left" if left >= 0 else "file-late"
        if deadline.requirement.in_process and deadline.day > found.end:
            key = "file-unsure"
        words = chat.line(key, left=abs(left))
        name = encode(title(chat, deadline.requirement))
        rows.append([encode(chat.line("file-day", day=deadline.day)), name, encode(words)])
    return rows


def _papers(chat: Chat) -> list[Json]:
    """The documents of what is not done yet, ticked as she ticked them."""
    rows: list[Json] = []
    end = end_of_process(chat)
    for r in chat.content.all(Requirement).values():
        listed = (
            r.kind == "process-step"
            and r.order < rules.DETOURS
            and rules.applies(r, chat.case, standing(chat))
        )
        if not listed or rules.mark(r, chat.case, chat.today, end) == "done":
            continue
        for document in r.documents:
            have = chat.case.get(f"have.{r.id}.{document.id}") is True
            text = chat.content.line(r, f"documents.{document.id}.text")
            named = chat.line("file-paper", name=label(chat, r), text=text)
            rows.append({"have": have, "text": encode(named)})
    return rows


def _offices(chat: Chat) -> list[Json]:
    region = chat.case.text("region")
    rows: list[Json] = []
    for office in chat.content.all(Office).values():
        if office.id not in ("minem", "consulta-reinfo") and region not in office.regions:
            continue
        fields = [encode(chat.content.line(office, "title"))]
        for field in ("address", "phone"):
            value = getattr(office, field) or (office.web if field == "address" else "")
            fields.append(value or encode(chat.line("file-not-found")))
        rows.append(fields)
    return rows


def _photos(chat: Chat) -> list[Json]:
    photos: list[Json] = []
    for r in chat.content.all(Requirement).values():
        photo = media_of(chat.case.get(f"cargo.{r.id}"))
        if photo and len(photos) < MOST_PHOTOS:
            photos.append({"caption": encode(title(chat, r)), "image": encode(photo)})
    return photos


def _sources(chat: Chat) -> list[Json]:
    value = chat.content.value(rules.END, chat.today)
    found = [chat.content.source(id) for id in value.source]
    return [f"{source.title} {source.date}".strip() for source in found]
