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
    app.command()(push)
    app.command()(results)
    export.command(name="results")(export_results)


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


def push(
    module: Annotated[str, typer.Argument(help="A module's id, as roca.")] = "",
    to: Annotated[
        str, typer.Option(help="all, or e.g. 'region=puno role=sorter not-passed=roca'.")
    ] = "",
    at: Annotated[str, typer.Option(help="When to begin, e.g. 2026-11-27T09:00.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count, and send nothing.")] = False,
    nudge: Annotated[bool, typer.Option(help="Remind once who began and stopped.")] = True,
    key: Annotated[str, typer.Option(help="The same key is never sent twice.")] = "",
    cancel: Annotated[int, typer.Option(help="Cancel a push and its nudge, by its number.")] = 0,
    listed: Annotated[bool, typer.Option("--list", help="What was pushed, how it stands.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Send a module to a group: who, how many, how long, what it costs; once.

    Example: chaski push roca --to "region=puno not-passed=roca" --at 2026-11-27T09:00 --dry-run
    """
    from bot.teaching.push import Push
    from bot.teaching.push import command as run

    if not (cancel or listed) and not (module and to):
        raise typer.BadParameter("give a module and --to, or --list, or --cancel")
    what = Push(module, to, at=at, key=key, nudge=nudge)
    raise typer.Exit(run(what, dry_run=dry_run, cancel=cancel, listed=listed, as_json=as_json))


def results(
    module: Annotated[str, typer.Argument(help="A module's id; none for all of them.")] = "",
    cooperative: Annotated[str, typer.Option(help="Only its members, by its id.")] = "",
    to: Annotated[str, typer.Option(help="Only a group, e.g. 'region=puno'.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Show what modules came to: sent, begun, finished, passed, learned, and which question fails.

    Example: chaski results roca --to region=puno
    """
    from bot.teaching.results_command import show as run

    group = f"cooperative={cooperative} {to}".strip() if cooperative else to
    raise typer.Exit(run(module, group, as_json=as_json))


def export_results(
    to: Annotated[Path, typer.Argument(help="The file to write.")],
    form: Annotated[str, typer.Option("--format", help="csv, xlsx or xapi.")] = "csv",
) -> None:
    """Write results to a file: sums as CSV or XLSX, or xAPI 1.0.3 statements without names.

    Example: chaski export results --format xapi statements.json
    """
    from bot.teaching.results_command import export as run

    count = run(to, form)
    print(f"chaski export: {count} {'statements' if form == 'xapi' else 'rows'}", file=sys.stderr)
