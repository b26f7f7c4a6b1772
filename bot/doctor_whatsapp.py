"""What `chaski doctor` looks at on WhatsApp: token, number, clock, quality, tier, webhook, templates.

As in `bot.doctor`: it changes nothing, and what is not OK names its remedy.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import aiohttp

from bot import templates
from bot.config import Settings, data_root
from bot.doctor import Answer, Finding, clock, date_of, fail, ok, warn
from bot.web.webhooks import WHATSAPP

PHONE = (
    "display_phone_number,verified_name,quality_rating,status,throughput,"
    "whatsapp_business_manager_messaging_limit,health_status"
)
HOWTO = "(docs/howto/whatsapp.md)"
TOKEN_REMEDY = f"make a new token for the system user and set CHASKI_WHATSAPP_TOKEN {HOWTO}"
NUMBER_REMEDY = "copy the phone number id, not the number, from API setup; give the system user it"
QUALITY = {
    "YELLOW": "write less and only what people asked for; look at WhatsApp Manager, Insights",
    "RED": "stop broadcasts: the number loses its tier next; look at WhatsApp Manager, Insights",
}


class Account:
    """The number, asked by one GET each."""

    def __init__(self, http: aiohttp.ClientSession, found: Settings) -> None:
        self._http, self._base = http, found.whatsapp_api_base
        self._headers = {"Authorization": f"Bearer {found.whatsapp_token}"}

    async def ask(self, path: str, fields: str) -> tuple[int, Answer]:
        """Something of the account: (error code or 0, answer). It never raises."""
        address = f"{self._base}/{path}"
        try:
            async with self._http.get(
                address, params={"fields": fields}, headers=self._headers
            ) as answer:
                body = await answer.json(content_type=None)
                date = date_of(answer.headers.get("Date", ""))
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            return 0, Answer(0, text=type(error).__name__)
        told = body if isinstance(body, dict) else {}
        error_ = told.get("error")
        wrong = error_ if isinstance(error_, dict) else {}
        text = str(wrong.get("message", f"status {answer.status}"))[:160]
        code = wrong.get("code")
        return code if isinstance(code, int) else 0, Answer(answer.status, told, text, date)


async def whatsapp(http: aiohttp.ClientSession, found: Settings) -> AsyncIterator[Finding]:
    """The token and the number, the way in, and the texts for outside the service window."""
    account = Account(http, found)
    code, me = await account.ask(found.whatsapp_phone_number_id, PHONE)
    if me.status == 0:
        remedy = "check the network, the proxy and CHASKI_WHATSAPP_API_BASE"
        text = f"{found.whatsapp_api_base} is out of reach ({me.text})"
        yield fail("whatsapp", text, remedy)
        return
    yield clock(me.date, name="wa-clock", whose="WhatsApp")
    if code == 190 or me.status == 401:
        yield fail("wa-token", "WhatsApp does not take it, or it has run out", TOKEN_REMEDY)
    elif me.status != 200:
        yield fail("wa-number", f"WhatsApp does not know this id: {me.text}", NUMBER_REMEDY)
    else:
        for finding in number(me.result):
            yield finding
        for finding in await _texts(account, me.result):
            yield finding
    yield await webhook(http, found)


def number(told: Mapping[str, Any]) -> Iterator[Finding]:
    """Whose number it is, how it stands, and how many people it may write to."""
    name, shown = told.get("verified_name", "?"), told.get("display_phone_number", "?")
    yield ok("wa-token", f"the number is {shown}, {name}")
    status = str(told.get("status") or "CONNECTED")
    if status != "CONNECTED":
        remedy = f"register the number again, or lift its restriction, in WhatsApp Manager {HOWTO}"
        yield fail("wa-number", f"the number is {status.lower()}", remedy)
    quality = str(told.get("quality_rating") or "UNKNOWN")
    tier = str(told.get("whatsapp_business_manager_messaging_limit") or "unknown")
    text = f"quality {quality.lower()}, tier {tier.removeprefix('TIER_').lower()} people a day"
    if quality in QUALITY:
        yield (fail if quality == "RED" else warn)("wa-tier", text, QUALITY[quality])
    else:
        yield ok("wa-tier", text)


async def _texts(account: Account, told: Mapping[str, Any]) -> list[Finding]:
    """Whether the templates of content/templates.toml are approved."""
    health = told.get("health_status")
    parts = health.get("entities", []) if isinstance(health, dict) else []
    ids = [p.get("id") for p in parts if isinstance(p, dict) and p.get("entity_type") == "WABA"]
    if not ids:
        remedy = "give the system user the WhatsApp account too, with whatsapp_business_management"
        return [warn("templates", "the business account does not show itself", remedy)]
    _, answer = await account.ask(f"{ids[0]}/message_templates", "name,language,status")
    if answer.status != 200:
        remedy = "give the token whatsapp_business_management"
        return [warn("templates", f"they cannot be read: {answer.text}", remedy)]
    rows = answer.result.get("data")
    there = {
        (str(row.get("name")), str(row.get("language"))): str(row.get("status"))
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
    }
    return [compared(there)]


def compared(there: Mapping[tuple[str, str], str]) -> Finding:
    """Our templates against those the platform has. there: (name, language) → status."""
    ours = [
        (template.id, wording.language)
        for template in templates.load(data_root()).all
        for wording in template.wordings
    ]
    lacking = [f"{id} ({tag})" for id, tag in ours if there.get((id, tag)) != "APPROVED"]
    if not lacking:
        return ok("templates", f"all {len(ours)} approved")
    text = f"not approved: {', '.join(lacking[:4])}{' …' if len(lacking) > 4 else ''}"
    remedy = "submit them as they stand in content/templates.toml, in WhatsApp Manager"
    return warn("templates", text, f"{remedy} {HOWTO}")


async def webhook(http: aiohttp.ClientSession, found: Settings) -> Finding:
    """Whether Meta's challenge, asked as Meta asks it, comes back."""
    if not found.public_url.startswith("https://"):
        remedy = f"set CHASKI_PUBLIC_URL=https://…: Meta posts to https only {HOWTO}"
        return fail("wa-hook", "no public https address", remedy)
    address, word = found.public_url.rstrip("/") + WHATSAPP, secrets.token_hex(8)
    asked = {
        "hub.mode": "subscribe",
        "hub.verify_token": found.whatsapp_verify_token,
        "hub.challenge": word,
    }
    try:
        async with http.get(address, params=asked) as answer:
            said, status = (await answer.text())[:64], answer.status
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        remedy = "start chaski serve, and let the proxy pass /webhooks/whatsapp on to CHASKI_BIND"
        return fail("wa-hook", f"{address} is out of reach ({type(error).__name__})", remedy)
    if status == 200 and said == word:
        return ok("wa-hook", f"{address} answers the challenge")
    if status == 403:
        remedy = "restart chaski serve: it runs with another CHASKI_WHATSAPP_VERIFY_TOKEN"
        return fail("wa-hook", f"{address} refuses our own word", remedy)
    remedy = "let the proxy pass /webhooks/whatsapp on to CHASKI_BIND, where chaski serve listens"
    return fail("wa-hook", f"{address} answers {status}", remedy)
