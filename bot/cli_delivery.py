"""Commands of delivery and operations: outbox, broadcast, backup, restore (see `bot.cli`)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def outbox(
    state: Annotated[str, typer.Option(help="Only this state, e.g. failed.")] = "",
    retry: Annotated[str, typer.Option(help="Queue a dead one again by its number, or all.")] = "",
    release: Annotated[str, typer.Option(help="Serve again what is held, by its name.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Show what waits to be sent and why, what failed, what is held, what it cost.

    Example: chaski outbox --state failed
    """
    from bot.outbox_command import outbox as run

    raise typer.Exit(run(state=state, retry=retry, release=release, as_json=as_json))


@app.command()
def backup(
    file: Path,
    with_key: Annotated[
        bool, typer.Option(help="Put the key in too: whoever has it reads all.")
    ] = False,
) -> None:
    """Write database and files into one archive, while everything runs.

    Example: chaski backup chaski-2026-11-25.tar
    """
    from bot.backup import backup as run
    from bot.config import settings

    about = run(settings(), file, with_key=with_key)
    key = "with the key: guard it" if with_key else "without the key: keep secret.key elsewhere"
    rows = sum(about["tables"].values())
    print(f"chaski backup: {file}, {rows} rows, {about['files']} files, {key}")


@app.command()
def restore(
    file: Path,
    force: Annotated[bool, typer.Option("--force", help="Replace what is here.")] = False,
) -> None:
    """Put a backup back; the key it was made with must be in place.

    Example: chaski restore chaski-2026-11-25.tar
    """
    from bot.backup import restore as run
    from bot.config import settings

    about = run(settings(), file, force=force)
    rows = sum(about["tables"].values())
    print(f"chaski restore: {rows} rows, {about['files']} files, as of {about['made']}")


@app.command()
def broadcast(
    action: Annotated[str, typer.Argument(help="list show start pause resume cancel")] = "list",
    id: Annotated[int, typer.Argument(help="Which one.")] = 0,
    to: Annotated[str, typer.Option(help="all, or e.g. 'reinfo=vigente !done.contrato'.")] = "",
    text: Annotated[str, typer.Option(help="What is said, in Spanish.")] = "",
    flow: Annotated[str, typer.Option("--open", help="A flow its button opens.")] = "",
    topic: Annotated[str, typer.Option(help="What people may stop, e.g. formalization.")] = "",
    key: Annotated[str, typer.Option(help="The same key is never sent twice.")] = "",
    at: Annotated[str, typer.Option(help="When to begin, e.g. 2026-11-27T09:00.")] = "",
    within: Annotated[str, typer.Option(help="How long it is worth saying, e.g. P2D.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count, and send nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """One message to many: start, watch, pause, resume or cancel it.

    Example: chaski broadcast start --to region=puno --text "Mañana no hay atención." --dry-run
    """
    from bot.broadcast_command import command

    given = {"to": to, "text": text, "flow": flow, "topic": topic, "key": key, "at": at}
    more = {"within": within, "dry_run": dry_run}
    raise typer.Exit(command(action, id, as_json=as_json, **given, **more))
