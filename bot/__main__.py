"""`python -m bot` is `chaski`."""

from bot.cli import main

main()
