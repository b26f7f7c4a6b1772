"""The old address of content shapes; `bot.flows` has them all, and `bot.feature` tells of them."""

from bot.feature import Shown

__all__ = ["Shown"]
