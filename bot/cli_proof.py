"""The commands about proofs: `chaski verify` and `chaski badge`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()
badge = typer.Typer(help="Badges that were given for modules.", no_args_is_help=True)


@app.command()
def verify(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Certificates, lot sheets, or .jwt/.json.")
    ] = None,
    trust: Annotated[
        list[str] | None, typer.Option(help="The issuer's public key; ours if none is given.")
    ] = None,
    at: Annotated[str, typer.Option(help="Whether it held on this day, e.g. 2026-11-25.")] = "",
    key: Annotated[bool, typer.Option("--key", help="Show our public key.")] = False,
) -> None:
    """Say whether a certificate or lot sheet is good. Exit 0: all are, 1: one is not.

    Example: chaski verify certificado-roca.pdf
    """
    from bot import verify_command

    if key:
        print(verify_command.key())
    elif not files:
        raise typer.BadParameter("name a file, or --key")
    else:
        raise typer.Exit(verify_command.verify(files, trust=trust or (), at=at))


@badge.command("revoke")
def badge_revoke(
    id: Annotated[str, typer.Argument(help="As `chaski verify` and the QR show it.")],
    why: Annotated[str, typer.Option(help="The reason; only operators see it.")],
) -> None:
    """Take a badge back for good.

    Example: chaski badge revoke roca.261125.270223.abcdefgh.abcdefghijkl --why "given by mistake"
    """
    from bot.verify_command import revoke

    print(revoke(id, why))


@badge.command("list")
def badge_list() -> None:
    """Show the badges that were taken back, and why.

    Example: chaski badge list
    """
    from bot.verify_command import revoked

    print("\n".join(revoked()))
