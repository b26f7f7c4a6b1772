"""The engine: pure, standard library only. A flow imports all it needs from here."""

from bot.errors import ContentError, Unclear, Unfinished
from bot.feature import Body, Content, Dated, Feature, Label, Marked, Shown, Source, Title, Value
from bot.flows.chat import Chat
from bot.model import Case, Json, Line, Location, Media, MediaKind, Reply, line_of, media_of
from bot.wanted import Arg, Link, Reminder, Task, encode

__all__ = ["Body", "Content", "ContentError", "Dated", "Feature", "Label", "Marked", "Shown"]
__all__ += ["Arg", "Case", "Chat", "Json", "Line", "Link", "Location", "Source", "Title", "Value"]
__all__ += ["Media", "MediaKind", "Reminder", "Reply", "Task", "Unclear", "Unfinished"]
__all__ += ["encode", "line_of", "media_of"]
