"""Financing: which option fits, and what a loan truly costs."""

from bot.flows import Feature
from handlers.finance import costs, flow
from handlers.finance.content import Option

feature = Feature(
    name="finance",
    flows={
        "finance": flow.home,
        "finance/match": flow.match,
        "finance/option": flow.option,
        "finance/loan": costs.loan,
        "finance/compare": costs.compare,
        "finance/schedule": costs.schedule,
    },
    content={"finance": Option},
    opens={"finance": "finance/option"},
)
