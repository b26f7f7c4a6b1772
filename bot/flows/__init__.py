"""The engine: pure, standard library only. A flow imports all it needs from here."""

from bot.errors import ContentError
from bot.flows.chat import Arg, Chat, Link, Reminder, Task, encode
from bot.flows.feature import Body, Content, Dated, Feature, Label, Marked, Source, Title, Value
from bot.model import Case, Json, Line, Location, Media, MediaKind, line_of, media_of

__all__ = [
    "Arg",
    "Body",
    "Case",
    "Chat",
    "Content",
    "ContentError",
    "Dated",
    "Feature",
    "Json",
    "Label",
    "Line",
    "Link",
    "Location",
    "Marked",
    "Media",
    "MediaKind",
    "Reminder",
    "Source",
    "Task",
    "Title",
    "Value",
    "encode",
    "line_of",
    "media_of",
]
