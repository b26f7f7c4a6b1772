"""Her data to take along: one file for machines, one to read, both in the chat."""

from __future__ import annotations

from bot.flows import Case, Chat, Json, Line, Task, encode, media_of

EVERYTHING: dict[str, Json] = {"everything": "hers"}
"""The platform puts all that is kept of her in its place."""
WORDS = ("title", "facts", "reminders", "messages", "files", "you", "chaski", "none", "page-words")
PLAIN = (
    *("role", "mineral", "region", "province", "my.province", "reinfo", "reinfo-checked"),
    *("ruc-digit", "language", "consent", "consent-day", "paused", "stopped.all"),
    *("certificate-name", "low-data"),
)
ABOUT = ("done", "asked", "notified", "missed", "blocked", "cargo")
"""Facts about a requirement: `<name>.<id>`."""


async def export(chat: Chat) -> None:
    """Everything as JSON and as a PDF."""
    shared: dict[str, Json] = {"known": EVERYTHING, "date": chat.started.isoformat()}
    data = Task("data-json", {**shared, "file": "mis-datos.json"})
    paper = Task("data-paper", {**shared, **_words(chat), "file": "mis-datos.pdf"})
    made = media_of(await chat.work("json", data, ask="gathering"))
    read = media_of(await chat.work("paper", paper, ask="almost"))
    if made is None or read is None:
        chat.say("export-failed")
        chat.link("privacy/export", label="go-again")
    else:
        chat.say("export-ready", paper=read, json=made)
    chat.link("privacy", label="go-known")


def _words(chat: Chat) -> dict[str, Json]:
    words = {name.replace("-", "_"): encode(chat.line(f"paper-{name}")) for name in WORDS}
    made = encode(chat.line("paper-made", day=chat.started))
    names = {name: encode(_name(chat, name)) for name in chat.case if _name(chat, name)}
    values: dict[str, Json] = {
        "*=true": encode(Line("common-yes")),
        "*=false": encode(Line("common-no")),
    }
    values |= {f"{name}={said}": encode(line) for name, said, line in _values(chat.case)}
    tag = f"{chat.contact.locale}-PE" if chat.contact.locale == "es" else chat.contact.locale
    return {**words, "made": made, "names": names, "values": values, "language": tag}


def _name(chat: Chat, fact: str) -> Line | None:
    """What a fact is called; None when only its own name is known."""
    if fact in PLAIN:
        return chat.line(f"name-{fact.replace('.', '-')}")
    kind, _, id = fact.partition(".")
    if kind in ABOUT:
        return chat.line(f"name-{kind}", what=Line(f"formalization/{id}.label"))
    if kind == "stopped":
        return chat.line("name-stopped")
    requirement, _, document = id.partition(".")
    if kind == "have" and document:
        label = Line(f"formalization/{requirement}.documents.{document}.label")
        return chat.line("name-have", what=label)
    return None


def _values(case: Case) -> list[tuple[str, str, Line]]:
    """Facts whose value is an option, with the words it was chosen by."""
    lines = {
        "role": "onboarding-role.{}",
        "mineral": "onboarding-mineral.{}",
        "language": "onboarding-language.{}",
        "region": "regions/{}.label",
        "reinfo": "status/{}.label",
        **{name: "blockers/{}.label" for name in case if name.startswith("blocked.")},
    }
    told = [(name, case.text(name), line) for name, line in lines.items()]
    return [(name, said, Line(line.format(said))) for name, said, line in told if said]
