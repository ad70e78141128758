"""`creditline score train`, `bench` and `paradox`: what needs the libraries of training."""

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from creditline.cli.console import MESSAGES, OUTPUT, print_json
from creditline.cli.run import Json
from creditline.training.compare import compare_file
from creditline.training.fit import Settings
from creditline.training.paradox_table import paradox_plot, paradox_table
from creditline.training.report import write_folder
from creditline.training.spec import read_spec
from creditline.training.train import train as train_card

DataFile = Annotated[Path, Parameter(help="A CSV or Parquet file.")]
Target = Annotated[str, Parameter(help="The column that holds the outcome: two values, one of them default.")]
SpecFile = Annotated[Path | None, Parameter(help="features.toml. Without it, each usable column is a feature.")]
DropLeaking = Annotated[
    bool, Parameter(negative="", help="Go on without features that tell the outcome by themselves.")
]
Threads = Annotated[int, Parameter(help="Processor threads to use.", validator=Number(gte=1))]
Seed = Annotated[int, Parameter(help="What is drawn at random follows from it.")]


def train(
    data: DataFile,
    /,
    *,
    target: Target,
    out: Annotated[Path, Parameter(help="The folder to write: card.toml, report.html, model_card.md.")],
    spec: SpecFile = None,
    date: Annotated[str | None, Parameter(help="The column of dates: the latest fifth is held out.")] = None,
    drop_leaking: DropLeaking = False,
    pairs: Annotated[
        int, Parameter(help="The most pairs of features that get a table together.", validator=Number(gte=0))
    ] = 12,
    threads: Threads = 2,
    seed: Seed = 1,
    json: Json = False,
) -> None:
    """Train a card on a table of data and write its folder, once every direction is proven."""
    trained = train_card(
        data,
        target,
        spec=read_spec(spec) if spec else None,
        date=date,
        drop_leaking=drop_leaking,
        settings=Settings(pairs=pairs, threads=threads, seed=seed),
    )
    identity = write_folder(trained, out)
    _warn(trained.warnings)
    measures = trained.evidence.measures.as_dict()
    if json:
        print_json({"id": identity, "folder": str(out), "warnings": trained.warnings, **measures})
        return
    OUTPUT.print(f"[green]✓[/] {out}: {len(trained.card.features)} features, {len(trained.card.pairs)} pairs, proven")
    OUTPUT.print("  " + "   ".join(f"{name.upper()} {value:.4f}" for name, value in measures.items()) + "  (held out)")
    OUTPUT.print(f"  {identity}", soft_wrap=True)


def bench(
    data: DataFile,
    /,
    *,
    target: Target,
    spec: SpecFile = None,
    drop_leaking: DropLeaking = False,
    threads: Threads = 2,
    seed: Seed = 1,
    json: Json = False,
) -> None:
    """Compare a card with LightGBM, XGBoost and logistic regression: five folds, the same for all, in one run."""
    comparison, warnings = compare_file(
        data,
        target,
        spec=read_spec(spec) if spec else None,
        drop_leaking=drop_leaking,
        settings=Settings(threads=threads, seed=seed),
        say=_say,
    )
    _warn(warnings)
    if json:
        print_json(comparison.as_dict())
        return
    for name, model in comparison.as_dict()["models"].items():
        OUTPUT.print(_bench_row(name, model), soft_wrap=True)
    pace = comparison.pace
    OUTPUT.print(
        f"one score {pace.microseconds_a_score:.1f} µs, with 30 features {pace.microseconds_with_30_features:.1f} µs, "
        f"at once {pace.batch_rows_per_second:,.0f} rows/s (processor time)"
    )


def paradox(
    data: DataFile,
    /,
    *,
    target: Target,
    spec: Annotated[Path, Parameter(help="features.toml with a repayment.")],
    out: Annotated[Path | None, Parameter(help="Write the plot here, as SVG.")] = None,
    threads: Threads = 2,
    seed: Seed = 1,
    json: Json = False,
) -> None:
    """Count how often each model takes a borrower for a greater risk because he has repaid."""
    comparison, _ = compare_file(
        data,
        target,
        spec=read_spec(spec),
        drop_leaking=False,
        settings=Settings(threads=threads, seed=seed),
        say=_say,
    )
    rates = paradox_table(comparison)
    if out:
        out.write_text(paradox_plot(comparison), encoding="utf-8")
    if json:
        print_json(rates)
        return
    for row in rates:
        OUTPUT.print(
            f"{row['model']:<18} {row['repayment']:<31} {100 * row['rate']:6.2f} %  "
            f"by more than 1 pp {100 * row['rate_by_a_hundredth']:6.2f} %  AUC {row['auc']:.4f}",
            soft_wrap=True,
        )


def _warn(warnings: list[str]) -> None:
    for warning in warnings:
        MESSAGES.print(f"[yellow]![/] {warning}", soft_wrap=True)


def _bench_row(name: str, model: dict[str, Any]) -> str:
    figures = "  ".join(f"{key} {model[key]:.4f}" for key in ("auc", "ks", "brier", "ece"))
    rate = f"  paradox {100 * model['paradox_rate']:6.2f} %" if "paradox_rate" in model else ""
    return f"{name:<18} {figures}{rate}  fit {model['fit_seconds']:.1f} s"


def _say(words: str) -> None:
    MESSAGES.print(words, style="dim")
