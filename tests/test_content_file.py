"""A problem points at the line where its key stands."""

from __future__ import annotations

import pytest

from bot.content_file import Document, parse

MAZE = """\
# a comment with [brackets] = "and quotes"
a.b = 1
"q.r" = 2
list = [ # first
  "x", "y",
  { id = "in", n = [1, 2] },

  { id = "line", n = [
    3 ] },
]
long = '''
[not.a.table]
key = 1
'''
after = 1979-05-27 07:32:00
[t.u]
v = "a = b # c"
[[many]]
id = 1
  [[many.inner]]
  k = 1
  [[many.inner]]
  k = 2
[[many]]
[many.sub]
deep = { x.y = "\\"]" }
"""


@pytest.mark.parametrize(
    ("spot", "line"),
    [
        (("a", "b"), 2),
        (("q.r",), 3),
        (("list",), 4),
        (("list", 1), 5),
        (("list", 2, "n", 1), 6),
        (("list", 3, "n"), 8),
        (("list", 3, "n", 0), 9),
        (("long",), 11),
        (("after",), 15),
        (("t", "u"), 16),
        (("t", "u", "v"), 17),
        (("many", 0), 18),
        (("many", 0, "inner", 0, "k"), 21),
        (("many", 0, "inner", 1), 22),
        (("many", 1), 24),
        (("many", 1, "sub", "deep", "x", "y"), 26),
        (("many", 1, "gone", "k"), 24),
        (("gone",), 1),
    ],
)
def test_a_key_is_found_on_its_line(spot: tuple[str | int, ...], line: int) -> None:
    document = parse("maze.toml", MAZE.encode())
    assert isinstance(document, Document)
    assert document.line(spot) == line


def test_windows_line_ends_count_once() -> None:
    document = parse("maze.toml", b"\xef\xbb\xbfa = 1\r\n\r\nb = 2\r\n")
    assert isinstance(document, Document)
    assert document.line(("b",)) == 3
