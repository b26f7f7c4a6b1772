"""The first conversation: language, consent, then four short questions."""

from __future__ import annotations

from collections.abc import Sequence

from bot.flows import Chat, Json, Line
from handlers.onboarding.content import Consent, Region

LANGUAGES = ("es", "quy", "quz")
ROLES = ("miner", "sorter", "holder", "worker", "leader")
MINERALS = ("copper", "copper-gold", "gold", "other")
CONSENT = "privacy"


async def onboarding(chat: Chat) -> None:
    """Language, consent before anything is kept, and who she is."""
    chat.say("hello")
    await _ask_language(chat)
    if not await _agrees(chat):
        return
    await _ask_profile(chat)
    chat.say("ready")
    await chat.open("formalization")


async def language(chat: Chat, resume: Sequence[dict[str, Json]] = ()) -> None:
    """Another language, and back to what she was doing (`resume`: `{session, flow}`)."""
    await _ask_language(chat)
    chat.say("language-kept")
    for left in resume[:1]:
        chat.link("@resume", label="resume", session=left["session"])


async def profile(chat: Chat) -> None:
    """The same questions again, when something changed."""
    await _ask_profile(chat)
    chat.say("profile-kept")
    chat.link("formalization", label="go-formalization")


async def _ask_language(chat: Chat) -> None:
    """Quechua may be asked for before it is ready: the wish is kept, and said honestly."""
    offered = (*LANGUAGES, "en") if chat.contact.locale == "en" else LANGUAGES
    chosen = await chat.one_of("language", offered)
    chat.learn("language", chosen)
    if chosen in ("quy", "quz"):
        chat.say("quechua-coming")


async def _agrees(chat: Chat) -> bool:
    """The consent, a page at a time; without a yes, nothing is kept."""
    chat.say("consent-intro")
    agreed = await _says_yes(chat, ask="consent")
    if not agreed:
        chat.learn("consent", "no")
        chat.learn("consent-day", chat.today.isoformat())
        chat.say("refused")
    return agreed


async def consent(chat: Chat, resume: Sequence[dict[str, Json]] = ()) -> None:
    """The consent once more, when it has a new version; a no erases nothing unasked.

    resume: `{session, flow}` of what she was doing.
    """
    chat.say("consent-changed")
    if not await _says_yes(chat, ask="consent-again"):
        await chat.open("privacy/erase")
    chat.say("consent-kept")
    for left in resume[:1]:
        chat.link("@resume", label="resume", session=left["session"])


async def _says_yes(chat: Chat, *, ask: str) -> bool:
    """Every page of the consent in force, then whether she agrees."""
    consent = chat.content.all(Consent)[CONSENT]
    version = f"v{consent.version}"
    *pages, last = consent.pages
    for page in pages:
        words = chat.content.line(consent, f"pages.{page.id}.text")
        await chat.one_of(f"consent-{version}-{page.id}", {"next": Line("common-next")}, ask=words)
    chat.say(chat.content.line(consent, f"pages.{last.id}.text"))
    key, options = f"consent-{version}", ("agree", "refuse")
    agreed = await chat.one_of(key, options, ask=ask, final=True) == "agree"
    if agreed:
        chat.learn("consent", version)
        chat.learn("consent-day", chat.today.isoformat())
    return agreed


async def _ask_profile(chat: Chat) -> None:
    role = await chat.one_of("role", ROLES)
    chat.learn("role", role)
    mineral = await chat.one_of("mineral", MINERALS)
    chat.learn("mineral", mineral)
    regions = chat.content.all(Region)
    labels = {id: chat.content.line(region, "label") for id, region in regions.items()}
    region = regions[await chat.one_of("region", labels)]
    chat.learn("region", region.id)
    await _ask_province(chat, region)


async def _ask_province(chat: Chat, region: Region) -> None:
    """From the list where there is one, else in her words."""
    key = f"province-{region.id}"
    if not region.provinces:
        chat.learn("my.province", await chat.text(key, ask="province-typed", longest=60))
        return
    labels = {p.id: chat.content.line(region, f"provinces.{p.id}.label") for p in region.provinces}
    chosen = await chat.one_of(key, labels, ask="province")
    chat.learn("province", chosen)
    chat.learn("my.province", next(p.label for p in region.provinces if p.id == chosen))
