"""`creditline policy simulate PACK --on taiwan`: whom a full repayment lowers, here and under a naive policy."""

from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from creditline.cli.console import MESSAGES, OUTPUT, print_json
from creditline.cli.run import database_url, run_with_database
from creditline.dates.clock import SystemClock
from creditline.decisions.packs import LAW_OF, StrategyUnknown, strategy
from creditline.policy.load import load_policy
from creditline.policy.policy import Policy
from creditline.usecases.taiwan_book import read_taiwan_book

if TYPE_CHECKING:
    import polars as pl

    from creditline.training.repaid_limits import Counted, Trial

_GROUPS = {
    "paid_in_full": "paid a statement in full",
    "owed_and_might_pay": "owed a statement, had they paid it in full",
}


class DataFileMissing(ValueError):
    """The trial trains its models on the file."""

    code = "data-file-missing"

    def __init__(self) -> None:
        super().__init__("Give --data-file: the Taiwan table (Parquet or CSV), whose outcomes the models learn.")


@dataclass(frozen=True, kw_only=True)
class TaiwanOptions:
    """What only --on taiwan asks for."""

    data_file: Path | None
    target: str
    threshold_bps: int
    plot: Path | None
    threads: int


def simulate_on_taiwan(name: str, options: TaiwanOptions, data: Path | None, *, json: bool) -> None:
    """Try the policy in folder or strategy `name`; data: the imported book that tells what was billed and paid."""
    from creditline.training.repaid_limits import trial_plot  # noqa: PLC0415 - an extra, and costly

    if options.data_file is None:
        raise DataFileMissing
    trial = _tried(_policy(name), options.data_file, options, data)
    if options.plot:
        options.plot.write_text(trial_plot(trial), encoding="utf-8")
    if json:
        print_json(trial.as_dict())
    else:
        _print(trial)


def _tried(policy: Policy, path: Path, options: TaiwanOptions, data: Path | None) -> "Trial":
    from creditline.training.fit import Settings  # noqa: PLC0415 - an extra, and costly
    from creditline.training.repaid_limits import try_repaying  # noqa: PLC0415 - as above
    from creditline.training.spec import read_spec  # noqa: PLC0415 - as above
    from creditline.training.table import read_data, split_target  # noqa: PLC0415 - as above

    table = read_data(path)
    clients, outcome = split_target(table if data is None else _of_book(table, data), options.target)
    with as_file(files("creditline.training").joinpath("specs", "taiwan.toml")) as file:
        spec = read_spec(file)
    MESSAGES.print(f"{clients.height:,} clients; cards and models, each for the half it never saw …", style="dim")
    return try_repaying(
        clients,
        outcome.bad,
        spec,
        policy,
        on=SystemClock().now().date(),
        threshold_bps=options.threshold_bps,
        source="file" if data is None else "book",
        how=Settings(threads=options.threads),
    )


def _of_book(table: "pl.DataFrame", data: Path) -> "pl.DataFrame":
    from creditline.training.repaid_limits import as_the_book_says  # noqa: PLC0415 - an extra, and costly

    with database_url(data) as url:
        book = run_with_database(url, lambda database: read_taiwan_book(database, table["ID"].to_list()))
    return as_the_book_says(table, book)


def _policy(name: str) -> Policy:
    if Path(name).is_dir():
        return load_policy(Path(name))
    if name not in LAW_OF:
        raise StrategyUnknown(name)
    return strategy(name)


def _print(trial: "Trial") -> None:
    OUTPUT.print(f"{trial.clients:,} clients; bills and payments from the {trial.source}")
    for group, sides in trial.groups.items():
        OUTPUT.print(f"{sides['policy'].clients:,} {_GROUPS[group]}:")
        OUTPUT.print(f"  {trial.policy:<24} {_words(sides['policy'])}")
        OUTPUT.print(f"  {'threshold on LightGBM':<24} {_words(sides['naive'])}")


def _words(counted: "Counted") -> str:
    return f"lowered {counted.lowered:,} ({counted.rate:.1%}), raised {counted.raised:,}"
