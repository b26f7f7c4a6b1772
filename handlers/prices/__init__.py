"""Prices: what a lot of copper is worth, line by line."""

from bot.flows import Feature

feature = Feature(name="prices", flows={})
