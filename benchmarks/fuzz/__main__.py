"""``python -m benchmarks.fuzz``: sends hostile input of every kind to every entry point."""

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Annotated

import typer

from benchmarks.fuzz.all_doors import DOORS
from benchmarks.fuzz.attack import Score, attack, run_try
from benchmarks.fuzz.doors import Door, make_random
from benchmarks.fuzz.kills import SIGNALS
from benchmarks.fuzz.tables import format_findings, format_lost, format_totals, make_page
from benchmarks.report import Report, write_text
from benchmarks.sampled.sealed_log import find_commit

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    minutes: Annotated[float, typer.Option(min=0.01, help="How long, all doors together.")] = 10.0,
    seed: Annotated[int, typer.Option(help="Other seeds make other tries.")] = 18,
    door: Annotated[list[str] | None, typer.Option(help=f"Only these: {', '.join(DOORS)}.")] = None,
    number: Annotated[
        int | None, typer.Option("--try", help="Do this try alone, here, and show what it raises.")
    ] = None,
    kills: Annotated[
        int, typer.Option(min=0, help="End commands at least so often, however long it takes.")
    ] = 0,
    workers: Annotated[int, typer.Option(min=1, help="Doors tried at a time.")] = 1,
    report: Report = None,
) -> None:
    """Put damaged files, requests, commands and signals to formcheck, and count what comes out.

    Ends with 1 when something broke.
    """
    if strange := set(door or ()) - set(DOORS):
        raise typer.BadParameter(f"there is no door {', '.join(sorted(strange))}")
    chosen = [DOORS[name] for name in door or DOORS]
    if number is not None:
        for one in chosen:
            _try_in_process(one, seed, number)
        return
    commit = find_commit(log=report.resolve()) if report is not None else ""
    shares = sum(one.share for one in chosen)
    scores = []
    with ThreadPoolExecutor(workers) as pool:
        minute_s = 60.0 * workers * minutes / shares
        work = partial(_attack_door, seed=seed, minute_s=minute_s, kills=kills)
        for score in pool.map(work, chosen):
            print(f"{score.door}: {score.tries} tries, {len(score.findings)} findings", flush=True)
            print(format_findings(score.findings), end="", flush=True)
            scores.append(score)
    print(format_totals(scores), format_lost(scores), sep="\n")
    if report is not None:
        write_text(report, make_page(scores, seed, sys.argv[1:], commit))
    if any(score.findings for score in scores):
        sys.exit(1)


def _attack_door(door: Door, seed: int, minute_s: float, kills: int) -> Score:
    return attack(door, seed, door.share * minute_s, least=kills if door is SIGNALS else 0)


def _try_in_process(door: Door, seed: int, number: int) -> None:
    with door.opened() as make_try:
        one = make_try(make_random(seed, number))
        print(f"{door.name} {number}, {one.kind}: {one.words}", flush=True)
        ended = run_try(one, door.limit_s)
    print(f"{ended.verdict}, {ended.lasted_s:.1f} s\n{ended.detail}")


if __name__ == "__main__":
    app()
