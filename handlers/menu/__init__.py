"""The menu: where was I, and where can I go."""

from bot.flows import Feature
from handlers.menu import flow

feature = Feature(name="menu", flows={"menu": flow.menu})
