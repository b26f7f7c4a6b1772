"""The commands of trainers: write modules, bring question banks, push, read results."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

new = typer.Typer(help="Begin a piece of content.", no_args_is_help=True)
gift = typer.Typer(help="Question banks of Moodle (GIFT): bring them in, take them out.")


def join(app: typer.Typer, export: typer.Typer) -> None:
    """Add these commands to `chaski`."""
    app.add_typer(new, name="new", no_args_is_help=True)
    app.add_typer(gift, name="gift", no_args_is_help=True)


@new.command("module")
def new_module(id: Annotated[str, typer.Argument(help="Its id, as mi-tema; for ever.")]) -> None:
    """Write a training module to fill in; nobody sees it before its off lines are gone.

    Example: chaski new module mi-tema
    """
    from bot.teaching.author import new as run

    print("\n".join(run(id)))


@gift.command("import")
def gift_import(
    file: Annotated[Path, typer.Argument(help="A GIFT file, as Moodle exports it.")],
    module: Annotated[str, typer.Option(help="The module it goes into; made if there is none.")],
) -> None:
    """Take the questions of a GIFT file; what cannot be asked here is named with line and reason.

    Example: chaski gift import banco.gift --module mi-tema
    """
    from bot.teaching.author import gift_import as run

    print("\n".join(run(file, module)))


@gift.command("export")
def gift_export(
    module: Annotated[str, typer.Argument(help="A module's id, as roca.")],
    to: Annotated[str, typer.Argument(help="A file to write, or - for stdout.")] = "-",
) -> None:
    """Write a module's questions as GIFT, for Moodle.

    Example: chaski gift export roca roca.gift
    """
    from bot.teaching.author import gift_export as run

    text = run(module)
    if to == "-":
        sys.stdout.write(text)
    else:
        Path(to).write_text(text, encoding="utf-8")
        print(f"chaski gift: {module} written to {to}", file=sys.stderr)
