"""Prices: what a lot of copper is worth, line by line, and the book of what was sold."""

from bot.flows import Feature
from handlers.prices import book, fair, flow, tracing

feature = Feature(
    name="prices",
    flows={
        "prices": flow.home,
        "prices/alert": flow.alert,
        "prices/watch": flow.watch,
        "prices/fair": fair.fair,
        "prices/lot": book.lot,
        "prices/book": book.book,
        "prices/sheet": book.sheet,
        "prices/lots": tracing.lots,
        "prices/tracing": tracing.tracing,
    },
    standing=frozenset({"prices/watch"}),
)
