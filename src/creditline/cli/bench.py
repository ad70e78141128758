"""`creditline bench`: the measurements behind what we claim."""

import os
import sys
from typing import Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from creditline.bench import crash as crash_bench
from creditline.bench import eod as eod_bench
from creditline.bench import features as features_bench
from creditline.bench import online as online_bench
from creditline.bench import pages as pages_bench
from creditline.bench.speed import Speed
from creditline.bench.subscribers import Held
from creditline.cli.console import MESSAGES, OUTPUT, print_json
from creditline.cli.run import Data, Json, server_url

APP = App(name="bench", help="Measure throughput, and survival of kill -9, on this machine.")


@APP.command
def online(
    *,
    seconds: Annotated[float, Parameter(help="How long each side is measured.")] = 10,
    processes: Annotated[
        int | None,
        Parameter(help="How many processes serve HTTP; two, or one on a single core.", validator=Number(gte=1)),
    ] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Compare pgbench's minimal durable transaction, the writer, and the HTTP API, on one server in one run."""
    with server_url(data) as url:
        report = online_bench.run(url, seconds=seconds, processes=processes, say=_say)
    if json:
        print_json(report.as_dict())
        return
    _row("pgbench", report.pgbench_ops, report.pgbench_p99_ms, 1)
    _row("writer", report.writer_ops, report.writer_p99_ms, report.writer_ratio)
    _row("HTTP", report.http_ops, report.http_p99_ms, report.http_ratio)
    _row("deciding", report.decided_writer_ops, report.decided_writer_p99_ms, report.decided_writer_ratio)
    _row("its HTTP", report.decided_http_ops, report.decided_http_p99_ms, report.decided_http_ratio)
    OUTPUT.print(f"HTTP by {report.http_processes} {'process' if report.http_processes == 1 else 'processes'}")
    OUTPUT.print(f"{'hot line':<9}{report.hot_line_ops:8,.0f}/s")
    OUTPUT.print(_verdict(holds=report.check_ok))


@APP.command
def crash(
    *,
    rounds: Annotated[int, Parameter(help="How often to kill and judge.")] = 10,
    seed: Annotated[int, Parameter(help="What is killed when follows from it.")] = 1,
    json: Json = False,
) -> None:
    """Kill -9 the server process and PostgreSQL under load, and look whether every acknowledged event stands once."""
    report = crash_bench.run(os.environ.get("DATABASE_URL"), rounds=rounds, seed=seed, say=_say)
    if json:
        print_json(report.as_dict())
    else:
        OUTPUT.print(f"{report.rounds} rounds, {report.acknowledged:,} events acknowledged")
        OUTPUT.print(f"{report.lost} lost, {report.doubled} doubled")
        OUTPUT.print(_verdict(holds=report.check_ok))
    if not report.ok:
        sys.exit(1)


@APP.command
def eod(
    *,
    lines: Annotated[int, Parameter(help="How many lines the whole book has.")] = 100_000,
    data: Data = None,
    json: Json = False,
) -> None:
    """Close days over a quarter, a half and all of the lines: lines a second, peak memory, and the straight line."""
    with server_url(data) as url:
        report = eod_bench.run(url, lines=lines, say=_say)
    if json:
        print_json(report.as_dict())
        return
    for step in (*report.steps, report.bills):
        OUTPUT.print(f"{step.lines:>9,} lines{step.seconds:8.1f} s {step.lines_a_second:8,}/s {step.peak_mb:6,} MB")
    OUTPUT.print(f"a million lines: {report.seconds_of_a_million:,.0f} s, by a line with R² {report.r_squared}")
    OUTPUT.print(_verdict(holds=report.check_ok))


@APP.command
def features(*, json: Json = False) -> None:
    """Measure what features cost: taking an event in, reading all of them, and the bytes kept for a line."""
    costs = features_bench.run()
    if json:
        print_json(costs.as_dict())
        return
    OUTPUT.print(f"{costs.features} features, {costs.lines} lines, {costs.observations:,} observations; CPU time:")
    OUTPUT.print(
        f"observe {costs.observe_us:.1f} µs + read {costs.read_us:.1f} µs = {costs.observe_and_read_us:.1f} µs"
    )
    OUTPUT.print(f"unpack {costs.unpack_us:.1f} µs, pack {costs.pack_us:.1f} µs, once a line and group")
    OUTPUT.print(f"{costs.bytes_mean:,} bytes a line, {costs.bytes_most:,} at most")


@APP.command
def policy(
    *,
    rows: Annotated[int, Parameter(help="How many records are decided at once.")] = 5_000_000,
    records: Annotated[int, Parameter(help="How many are decided one by one.")] = 20_000,
    json: Json = False,
) -> None:
    """Decide a table of forty rows one by one and all at once, beside zen-engine in the same run."""
    from creditline.bench import policy as policy_bench  # noqa: PLC0415 - loads polars

    report = policy_bench.run(records=records, batch_rows=rows, say=_say)
    if json:
        print_json(report.as_dict())
    else:
        ratios = report.as_dict()
        _speed("zen-engine", report.zen, 1)
        _speed("one by one", report.single, ratios["single_ratio"])
        _speed("all at once", report.batch, ratios["batch_ratio"])
        OUTPUT.print("[green]✓[/] All decide the same." if report.equal else "[red]✗[/] They do not decide the same.")
    if not report.ok:
        sys.exit(1)


@APP.command
def pages(
    *,
    seconds: Annotated[float, Parameter(help="How long each kind of page is measured.")] = 5,
    subscribers: Annotated[int, Parameter(help="How many streams are held open at once.")] = 1_000,
    data: Data = None,
    json: Json = False,
) -> None:
    """Measure the pages: how many a second, what open streams hold in memory, and how soon a browser shows a commit."""
    with server_url(data) as url:
        report = pages_bench.run(url, seconds=seconds, subscribers=subscribers, say=_say)
    if json:
        print_json(report.as_dict())
        return
    for kind, page in report.pages.items():
        OUTPUT.print(f"{kind:<13}{page.per_s:8,.0f}/s  p50 {page.p50_ms:6.1f} ms  p99 {page.p99_ms:6.1f} ms")
    for name, held in report.streams.items():
        _held(name, held)
    _looked(report)
    OUTPUT.print(_verdict(holds=report.check_ok))


@APP.command
def prove(
    *,
    timeout: Annotated[int, Parameter(help="Seconds the solver may take for each question.")] = 60,
    json: Json = False,
) -> None:
    """Ask both methods of proof about growing tables and scorecards: time, memory, and where each gives up."""
    from creditline.bench import prove as prove_bench  # noqa: PLC0415 - loads the solver

    report = prove_bench.run(timeout_s=timeout, say=_say)
    if json:
        print_json(report.as_dict())
        return
    for one in report.measured:
        planted = "with a defect" if one.planted else ""
        OUTPUT.print(
            f"{one.size:>7,} {one.what:<9}{one.method:<6}{one.verdict:<8}"
            f"{one.cpu_s:8.2f} s {one.peak_mib:6,} MiB {planted}"
        )
    for method, size in report.reach.items():
        OUTPUT.print(f"{method}: right up to {size:,}")


def _held(name: str, held: Held) -> None:
    OUTPUT.print(
        f"{name:<13}{held.subscribers:8,} open, {held.served:,} told  p99 {held.message_p99_ms:6.1f} ms  "
        f"{held.kb_per_subscriber:.0f} kB each"
    )


def _looked(report: pages_bench.PagesReport) -> None:
    if report.note is not None:
        OUTPUT.print(report.note)
        return
    OUTPUT.print(f"commit to pixel: p50 {report.pixel_p50_ms} ms, p99 {report.pixel_p99_ms} ms")
    chart_ms, slowest_ms = report.first_chart_ms, report.first_chart_most_ms
    OUTPUT.print(f"{_mark(holds=report.quick)} first chart after {chart_ms} ms, {slowest_ms} ms at most")
    OUTPUT.print(f"{_mark(holds=report.light)} first visit {report.page_kb} kB, its stream {report.stream_kb} kB more")


def _speed(side: str, speed: Speed, ratio: float) -> None:
    OUTPUT.print(
        f"{side:<12}{speed.per_cpu_s:12,.0f} per CPU second {speed.per_wall_s:12,.0f} per second  × {ratio:.1f}"
    )


def _row(side: str, ops: float, p99_ms: float, ratio: float) -> None:
    OUTPUT.print(f"{side:<9}{ops:8,.0f}/s  p99 {p99_ms:6.1f} ms  × {ratio:.2f}")


def _mark(*, holds: bool | None) -> str:
    return "[green]✓[/]" if holds else "[red]✗[/]"


def _verdict(*, holds: bool) -> str:
    return "[green]✓[/] The book holds." if holds else "[red]✗[/] The book does not hold: creditline check says where."


def _say(words: str) -> None:
    MESSAGES.print(words, style="dim")
