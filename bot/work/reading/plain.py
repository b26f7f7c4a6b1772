"""Plain text: a file of letters, in whichever of the usual encodings it came."""

from __future__ import annotations

from bot.work.reading import MOST_LETTERS, Page, Unreadable

PAGE = "\f"
MOST_CONTROLS = 0.02
"""Share of characters no writer types, above which it is no text."""
MOST_ALIKE = 0.6
"""Share of one letter among all, above which nobody wrote it: in Spanish `e` has 0.14."""


def read(data: bytes) -> list[Page]:
    """The pages of a text, cut at form feeds. Raises Unreadable: no text, or no words in it."""
    text = decoded(data)
    check_words(text)
    return [Page(part.strip()) for part in text[:MOST_LETTERS].split(PAGE) if part.strip()]


def decoded(data: bytes) -> str:
    """Bytes as text. Raises Unreadable: it is something else."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    sample = text[:20_000]
    odd = sum(1 for letter in sample if letter < " " and letter not in "\t\n\r\f")
    if odd > len(sample) * MOST_CONTROLS:
        raise Unreadable("unsupported")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_words(text: str) -> None:
    """Whether somebody wrote this. Raises Unreadable: empty, or letters without words."""
    letters = [letter for letter in text[:20_000].lower() if letter.isalpha()]
    if not letters:
        raise Unreadable("blank")
    commonest = max(letters.count(letter) for letter in set(letters))
    if commonest > len(letters) * MOST_ALIKE:
        raise Unreadable("not-words")
