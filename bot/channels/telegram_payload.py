"""Telegram's updates → what a person said. Pure, and ready for anything: fields come and go.

Rule 1: a person who writes to us in private is never met by silence: what we cannot read is an
        inbound message with a problem.
Rule 2: everything else is named for counting: groups, channels, service messages, new kinds.
Rule 3: what has no chat, no id or no JSON raises ValueError; the update is kept as it is.
Source: core.telegram.org/bots/api#update (Bot API 10.0; read 2026-11-22).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channels import fields
from bot.channels.channel import Remote, Understood
from bot.channels.fields import Fields, Malformed, clean, inner, mark, moment, whole
from bot.model import Address, Inbound, Line, Location

NAME = "telegram"
LARGEST_FILE = 20 * 10**6
"""Bytes a bot may download."""
WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update we ask for."""
OTHERS = (
    *("channel_post", "edited_channel_post", "business_connection", "business_message"),
    *("edited_business_message", "deleted_business_messages", "message_reaction"),
    *("message_reaction_count", "inline_query", "chosen_inline_result", "shipping_query"),
    *("pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "chat_member"),
    *("chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot"),
)
SERVICE = frozenset(
    (
        *("new_chat_members", "new_chat_member", "new_chat_participant", "left_chat_member"),
        *("left_chat_participant", "chat_owner_left", "chat_owner_changed", "new_chat_title"),
        *("new_chat_photo", "delete_chat_photo", "group_chat_created", "supergroup_chat_created"),
        *("channel_chat_created", "message_auto_delete_timer_changed", "migrate_to_chat_id"),
        *("migrate_from_chat_id", "pinned_message", "successful_payment", "refunded_payment"),
        *("connected_website", "write_access_allowed", "proximity_alert_triggered"),
        *("boost_added", "chat_background_set", "checklist_tasks_done", "checklist_tasks_added"),
        *("direct_message_price_changed", "paid_message_price_changed", "gift_upgrade_sent"),
        *("forum_topic_created", "forum_topic_edited", "forum_topic_closed"),
        *("forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden"),
        *("giveaway_created", "giveaway_completed", "giveaway_winners", "video_chat_scheduled"),
        *("video_chat_started", "video_chat_ended", "video_chat_participants_invited"),
    )
)
"""Messages that Telegram writes by itself: nobody waits for an answer."""
FILES: Mapping[str, str] = {
    "document": "archivo",
    "voice": "audio.ogg",
    "audio": "audio.mp3",
    "video": "video.mp4",
    "video_note": "video.mp4",
    "animation": "video.mp4",
}
"""Fields that hold one file, and a name for those that have none."""
COMMAND = re.compile(r"/([A-Za-z][A-Za-z0-9_]{0,31})(?:@\w+)?(?:\s+|$)")
INVITE = re.compile(r"[A-Za-z0-9_-]{1,64}")
LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
HELLO = "hola"
"""What `/start` says."""
UNSUPPORTED = "common-unsupported"
LONGEST_ID = 2**52


# -- who and which --------------------------------------------------------------------------------------


def envelope(raw: bytes) -> tuple[str, Address]:
    """The update's id and whose order it belongs to: a private chat's, or nobody else's."""
    try:
        update = decoded(raw)
        id, chat = update.get("update_id"), _chat_of(update)
    except Exception:
        id = chat = None
    external = str(id) if whole(id) else f"#{mark(raw)}"
    if chat is None:
        return external, Address(NAME, "update", external)
    return external, Address(NAME, "user", str(chat))


def decoded(raw: bytes) -> Fields:
    """The update as a dict. Raises Malformed."""
    update: Any = fields.decoded(raw)
    if not isinstance(update, dict):
        raise Malformed("no object")
    return update


def _chat_of(update: Fields) -> int | None:
    """The id of the private chat, or of the person, an update came from."""
    for name, value in update.items():
        if name == "update_id" or not isinstance(value, dict):
            continue
        chat, person = inner(value, "chat"), inner(value, "from") or inner(value, "user")
        if chat and chat.get("type") != "private":
            return None
        id = (chat or person).get("id")
        return id if whole(id) and id > 0 else None
    return None


# -- what -----------------------------------------------------------------------------------------------


def understand(raw: bytes, at: datetime) -> Understood:
    """What an update says. Raises Malformed."""
    update = decoded(raw)
    match update:
        case {"message": dict(message)}:
            return _message(message, at)
        case {"edited_message": dict(message)}:
            return _edited(message, at)
        case {"callback_query": dict(query)}:
            return _tapped(query, at)
        case {"my_chat_member": dict(member)}:
            return _member(member)
    known = next((kind for kind in (*WANTED, *OTHERS) if kind in update), "unknown")
    return Understood(kind=known)


def _message(message: Fields, at: datetime) -> Understood:
    chat = inner(message, "chat")
    if chat.get("type") in ("group", "supergroup"):
        return _in_group(message, chat)
    if chat.get("type") != "private":
        return Understood(kind="channel")
    said, files = _said(message)
    if said is None:
        return Understood(kind="service")
    album = message.get("media_group_id")
    inbound = Inbound(
        address=_address(chat),
        external_id=str(_id(message, "message_id")),
        at=moment(message.get("date"), at),
        locale=_locale(message),
        **said,
    )
    mark = f"{inbound.address.value}:{album}" if isinstance(album, str) and files else ""
    return Understood("message", inbound, files, mark)


def _said(message: Fields) -> tuple[dict[str, Any] | None, tuple[Remote, ...]]:
    """The fields of an inbound that a message fills, and its file; None when nobody spoke."""
    if isinstance(message.get("text"), str):
        return _words(message["text"]), ()
    caption = message.get("caption")
    words = {"text": clean(caption)} if isinstance(caption, str) else {}
    if isinstance(message.get("photo"), list):
        return _with_file(words, _largest(message["photo"]), "foto.jpg")
    for field, name in FILES.items():
        if field in message:
            return _with_file(words, inner(message, field), name)
    if place := _place(message):
        return {"place": place}, ()
    if message.keys() & SERVICE:
        return None, ()
    return {"problem": UNSUPPORTED}, ()


def _words(text: str) -> dict[str, Any]:
    """Typed words; a command is the words it is made of, `/mis_datos` is `mis datos`."""
    command = COMMAND.match(text)
    if command is None:
        return {"text": clean(text)} if clean(text).strip() else {"problem": UNSUPPORTED}
    rest = text[command.end() :].strip()
    if command[1].lower() == "start":
        return {"text": HELLO, "invite": rest if INVITE.fullmatch(rest) else ""}
    return {"text": clean(f"{command[1].replace('_', ' ')} {rest}".strip())}


def _with_file(
    words: dict[str, Any], file: Fields, name: str
) -> tuple[dict[str, Any], tuple[Remote, ...]]:
    id, size, own = file.get("file_id"), file.get("file_size"), file.get("file_name")
    if not isinstance(id, str) or not id:
        return {"problem": UNSUPPORTED}, ()
    if whole(size) and size > LARGEST_FILE:
        return {"problem": "common-file-too-big"}, ()
    named = clean(own)[:120] if isinstance(own, str) and own.strip() else name
    return words, (Remote(id, named, size if whole(size) else 0),)


def _largest(photos: list[Any]) -> Fields:
    sizes = [photo for photo in photos if isinstance(photo, dict) and "file_id" in photo]
    fits = [s for s in sizes if not whole(s.get("file_size")) or s["file_size"] <= LARGEST_FILE]
    return max(fits or sizes, key=_area, default={})


def _area(photo: Fields) -> int:
    width, height = photo.get("width"), photo.get("height")
    return width * height if whole(width) and whole(height) else 0


def _place(message: Fields) -> Location | None:
    found = inner(message, "location") or inner(inner(message, "venue"), "location")
    values = found.get("latitude"), found.get("longitude")
    for value, most in zip(values, (90, 180), strict=True):
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
            return None
    return Location(float(values[0] or 0), float(values[1] or 0))


def _edited(message: Fields, at: datetime) -> Understood:
    """Changed words of an earlier message; other edits (a place that moves) are only counted."""
    chat, text = inner(message, "chat"), message.get("text")
    if chat.get("type") != "private" or not isinstance(text, str) or not clean(text).strip():
        return Understood(kind="edit")
    id, edited = _id(message, "message_id"), message.get("edit_date")
    inbound = Inbound(
        address=_address(chat),
        external_id=f"{id}:edit:{edited if whole(edited) else mark(text, 8)}",
        at=moment(edited, at),
        locale=_locale(message),
        edits=str(id),
        **_words(text),
    )
    return Understood("edited_message", inbound)


def _tapped(query: Fields, at: datetime) -> Understood:
    id, data, person = query.get("id"), query.get("data"), inner(query, "from")
    if not isinstance(id, str) or not id:
        raise Malformed("callback_query.id")
    receipt = f"callback:{id}"
    chat = inner(inner(query, "message"), "chat")
    if not isinstance(data, str) or chat.get("type", "private") != "private":
        return Understood("callback_query", receipt=receipt)
    inbound = Inbound(
        address=_address(person),
        external_id=receipt,
        at=at,
        tap=clean(data)[:64] or "?",
        locale=_locale(query),
    )
    return Understood("callback_query", inbound, receipt=receipt)


def _member(member: Fields) -> Understood:
    """Our own standing in a chat: blocked, let back in, or put into a group."""
    chat, status = inner(member, "chat"), inner(member, "new_chat_member").get("status")
    if chat.get("type") in ("group", "supergroup"):
        was = inner(member, "old_chat_member").get("status")
        came = status in ("member", "administrator") and was not in ("member", "administrator")
        return _to_group("group", chat) if came else Understood(kind="group")
    if chat.get("type") != "private":
        return Understood(kind="channel")
    blocked = _address(chat) if status == "kicked" else None
    return Understood(kind="blocked" if blocked else "unblocked", blocked=blocked)


def _in_group(message: Fields, chat: Fields) -> Understood:
    """In a group we answer only who calls us by a command, and only with one line."""
    text = message.get("text")
    called = isinstance(text, str) and COMMAND.match(text)
    return _to_group("group", chat) if called else Understood(kind="group")


def _to_group(kind: str, chat: Fields) -> Understood:
    id = chat.get("id")
    return Understood(
        kind, line=Line("telegram-private"), receipt=f"chat:{id}" if whole(id) else ""
    )


# -- fields ---------------------------------------------------------------------------------------------


def _address(chat: Fields) -> Address:
    return Address(NAME, "user", str(_id(chat, "id")))


def _id(found: Fields, name: str) -> int:
    value = found.get(name)
    if not whole(value) or not 0 < value < LONGEST_ID:
        raise Malformed(name)
    return int(value)


def _locale(message: Fields) -> str:
    code = inner(message, "from").get("language_code")
    return code if isinstance(code, str) and LOCALE.fullmatch(code) else ""
