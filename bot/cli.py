"""The `chaski` command. Each command imports what it needs when it runs, so that help is quick."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot import cli_delivery, cli_proof, cli_training
from bot.errors import ChaskiError

app = typer.Typer(
    name="chaski",
    help="A chat assistant that walks artisanal miners through formalization, safety and money.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def serve(
    only: Annotated[str, typer.Option(help="Parts beside others: web,send,work.")] = "",
) -> None:
    """Run everything in one process: web chat, reminders, work; or parts of it on PostgreSQL.

    Example: chaski serve, then open the address it prints.
    """
    from bot.serve import serve as run

    run(only)


@app.command()
def talk(
    flow: Annotated[str, typer.Argument(help="Start in this flow, e.g. formalization/plan.")] = "",
    locale: Annotated[str, typer.Option(help="Language of the phone: es or en.")] = "es",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    db: Annotated[str, typer.Option(help="Keep the talk in this SQLite file or URL.")] = "",
    at: Annotated[str, typer.Option(help="Pretend it is this moment, e.g. 2026-11-22T15:00.")] = "",
    drafts: Annotated[bool, typer.Option("--drafts", help="Play what is still off, too.")] = False,
) -> None:
    """Talk to Chaski in the terminal, with no network and no token.

    Example: chaski talk, then write hola.
    """
    from bot.talk import talk as run

    run(flow, locale=locale, as_json=as_json, database=db, start=at, drafts=drafts)


@app.command()
def check() -> None:
    """Check content and words; each problem with file, line and remedy.

    Example: chaski check
    """
    from bot.app import features, shapes
    from bot.config import data_root
    from bot.lint import lint

    known = shapes(features())
    problems = lint(data_root(), known)
    for problem in problems:
        print(f"{problem.file}:{problem.line}: {problem.message}", file=sys.stderr)
    if problems:
        print(f"chaski check: {len(problems)} problems", file=sys.stderr)
        raise typer.Exit(1)
    print("chaski check: content and words are sound")


@app.command()
def impact(
    content: Annotated[str, typer.Option(help="The folder whose content/ is weighed.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Replay everybody who waits through edited content: who is asked, who loses their place.

    Example: chaski impact --content ../chaski-next
    """
    from bot.impact.command import impact as run

    raise typer.Exit(run(content, as_json=as_json))


@app.command(name="tell-change")
def tell_change(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count, and send nothing.")] = False,
) -> None:
    """Tell those a released change touched what moved for them: once for each person and change.

    Example: chaski tell-change --dry-run
    """
    from bot.impact.command import tell_change as run

    raise typer.Exit(run(dry=dry_run))


@app.command()
def contract(
    files: Annotated[list[Path], typer.Argument(help="txt, pdf, docx, or photos of its pages.")],
    as_json: Annotated[bool, typer.Option("--json", help="The report as one JSON object.")] = False,
) -> None:
    """Check a contract; several photos are the pages of one. Exit 0: checked, 2: it could not be.

    Example: chaski contract page-1.jpg page-2.jpg --json
    """
    from bot.contract import contract as run

    raise typer.Exit(run(files, as_json=as_json))


handoff = typer.Typer(help="A person sees the points of a contract and answers the miner.")
app.add_typer(handoff, name="handoff", no_args_is_help=True)
export = typer.Typer(help="Figures and lists, for others to use.")
app.add_typer(export, name="export", no_args_is_help=True)
cli_training.join(app, export)


@handoff.command(name="list")
def handoff_list() -> None:
    """List what waits for an answer: number, day, type of contract, points found and missing.

    Example: chaski handoff list
    """
    from bot.handoff import waiting

    print("\n".join(waiting()))


@handoff.command(name="show")
def handoff_show(number: Annotated[int, typer.Argument(help="As listed.")]) -> None:
    """Show the points of one contract, with what it says.

    Example: chaski handoff show 12
    """
    from bot.handoff import show

    print("\n".join(show(number)))


@handoff.command(name="answer")
def handoff_answer(
    number: Annotated[int, typer.Argument(help="As listed.")],
    words: Annotated[str, typer.Argument(help="What she is told.")],
    by: Annotated[str, typer.Option(help="Who answers, as she will read it.")],
) -> None:
    """Answer one; it reaches her as a message, at a decent hour.

    Example: chaski handoff answer 12 "No firmes sin el registro." --by "Dra. Huamán"
    """
    from bot.handoff import answer

    print("\n".join(answer(number, words, by)))


@export.command(name="observatory")
def export_observatory(
    to: Annotated[str, typer.Argument(help="A CSV file to write, or - for stdout.")] = "-",
) -> None:
    """Count clauses of contracts by region, type and quarter; no cell under five people.

    Example: chaski export observatory clauses.csv
    """
    from bot.observatory import export as run

    count = run(to)
    print(f"chaski export: {count} cells", file=sys.stderr)


@app.command(name="sos-post")
def sos_post(
    place: Annotated[str, typer.Argument(help="region or region/province; none lists all")] = "",
    words: Annotated[str, typer.Argument(help="The post and its telephone.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take it off the card.")] = False,
) -> None:
    """Set the health post that the emergency card names, as the cooperative of that place gave it.

    Example: chaski sos-post apurimac/cotabambas "Posta de Haquira: 083 000000"
    """
    from bot.posts import sos_post as run

    print("\n".join(run(place, words, remove=remove)))


@app.command()
def simulate(
    days: Annotated[int, typer.Option(help="How many days go by.")] = 90,
    loss: Annotated[float, typer.Option(help="How much is lost of each single way, 0 to 1.")] = 0.3,
    miners: Annotated[int, typer.Option(help="How many people take part.")] = 200,
    seed: Annotated[int, typer.Option(help="The same seed, the same people and network.")] = 1,
    db: Annotated[str, typer.Option(help="An empty database; a fresh SQLite file if none.")] = "",
) -> None:
    """Let months go by for made-up miners on a bad network; count what is lost, doubled or late.

    Example: chaski simulate --days 90 --loss 0.3 --miners 200
    """
    from bot.simulate.command import simulate as run
    from bot.simulate.machine import Run

    raise typer.Exit(run(Run(days=days, loss=loss, miners=miners, seed=seed), db))


@app.command()
def migrate() -> None:
    """Bring the database to the newest version of its tables; serve does it too.

    Example: chaski migrate
    """
    from bot.app import opened
    from bot.config import settings

    found = settings()
    found.data_dir.mkdir(parents=True, exist_ok=True)
    opened(found)
    print("chaski migrate: the database is up to date")


@app.command()
def doctor() -> None:
    """Check settings, folder, key, database, clock, Telegram's token and webhook; say the remedy.

    Example: chaski doctor
    """
    from bot.doctor import doctor as run

    raise typer.Exit(run())


price = typer.Typer(
    help="Prices of the market: copper, dollar, gold, silver.", no_args_is_help=True
)
app.add_typer(price, name="price")
Far = Annotated[bool, typer.Option(help="It is meant, though far from the last one.")]


@price.command("set")
def price_set(
    name: Annotated[str, typer.Argument(help="copper, dollar, gold or silver.")],
    value: Annotated[str, typer.Argument(help="US$/t, S/ a dollar, or US$/oz.")],
    source: Annotated[str, typer.Option(help="Where it was read.")],
    at: Annotated[str, typer.Option(help="Its day; today if empty.")] = "",
    far: Far = False,
) -> None:
    """Note a price of a day.

    Example: chaski price set copper 13086 --at 2026-11-24 --source "LME, cash"
    """
    from bot.market import set_price as run

    run((name, value, at, source), far=far)


@price.command("import")
def price_import(path: Path, far: Far = False) -> None:
    """Note the prices of a CSV file: name,value,day,source. All of them or none.

    Example: chaski price import prices.csv
    """
    from bot.market import import_prices as run

    run(path, far=far)


@price.command("fetch")
def price_fetch() -> None:
    """Read CHASKI_PRICE_URL now; serve does it every hour.

    Example: chaski price fetch
    """
    from bot.market import fetch_prices as run

    run()


@price.command("list")
def price_list() -> None:
    """Show the newest prices and how old they are.

    Example: chaski price list
    """
    from bot.market import list_prices as run

    run()


app.add_typer(cli_delivery.app)
app.add_typer(cli_proof.app)
app.add_typer(cli_proof.badge, name="badge")


def main() -> None:
    """Run a command; a user's mistake is one line on stderr, never a traceback."""
    from bot.logs import configure

    configure()
    try:
        app()
    except ChaskiError as error:
        print(f"chaski: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
