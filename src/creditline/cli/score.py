"""`creditline score`: scorecards from data, what they promise, and what they say of one borrower."""

import sys
from datetime import date as calendar_date
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from creditline.cli.console import OUTPUT, print_json, print_row
from creditline.cli.run import Json
from creditline.cli.values import read_values
from creditline.scoring.card import Card
from creditline.scoring.explain import reasons, tell
from creditline.scoring.folder import card_id, load_card
from creditline.scoring.path import Path as Way
from creditline.scoring.path import path as find_path
from creditline.scoring.proof import prove
from creditline.scoring.score import score

APP = App(name="score", help="Train, prove, explain and compare scorecards.")
APP.command("creditline.cli.score_training:train", help="Train a card on a table of data.")
APP.command("creditline.cli.score_training:bench", help="Compare a card with other models.")
APP.command("creditline.cli.score_training:paradox", help="Count for whom a repayment raises the predicted risk.")
APP.command("creditline.cli.card_registry:cards", help="List the registered cards and what each is for.")
APP.command("creditline.cli.card_registry:register", help="Keep a card under the hash of its content.")
APP.command("creditline.cli.card_registry:activate", help="Give a card a role: two people, one assessment.")
APP.command("creditline.cli.card_registry:dataset", help="Write data to train on from the ledger.")
APP.command("creditline.cli.card_registry:book", help="Score every line with every card in use.")
APP.command("creditline.cli.card_registry:monitor", help="Watch a card in use: drift, performance, fairness.")
APP.command("creditline.cli.card_registry:resume", help="Let automatic reviews go on.")
APP.command("creditline.cli.card_registry:feedback", help="Show how often each rule was right.")

CardFolder = Annotated[Path, Parameter(help="A card's folder, or its card.toml.")]
Values = Annotated[Path, Parameter(help="A JSON file: each feature's whole number, text or null.")]
Language = Annotated[Literal["en", "zh"], Parameter(help="The language of the reasons.")]


@APP.command
def verify(card: CardFolder, /, *, json: Json = False) -> None:
    """Prove every direction a card declares, on its table; print what breaks one. Exit status 1 if something does."""
    subject = load_card(card)
    proof = prove(subject)
    if json:
        breaches = [{"where": breach.where, "what": breach.what} for breach in proof.breaches]
        print_json({"id": card_id(subject), "holds": proof.holds, "steps": proof.steps, "breaches": breaches})
    else:
        OUTPUT.print(card_id(subject), soft_wrap=True)
        OUTPUT.print(
            f"{proof.steps:,} steps compared: {proof.signed} features with a direction, "
            f"{proof.moved_by_repayment} moved by a repayment, {len(subject.pairs)} pairs, the calibration",
            soft_wrap=True,
        )
        for breach in proof.breaches:
            OUTPUT.print(f"[red]✗[/] {breach.where}: {breach.what}.", soft_wrap=True)
        OUTPUT.print("[green]✓[/] Every direction holds." if proof.holds else "[red]✗[/] The card breaks its promise.")
        OUTPUT.print(
            "  Taken as given: a repayment turns no known value into a missing one "
            f"(checked on {subject.origin.repayments_checked:,} simulated repayments at training).",
            style="dim",
            soft_wrap=True,
        )
    if not proof.holds:
        sys.exit(1)


@APP.command
def explain(card: CardFolder, values: Values, /, *, language: Language = "en", json: Json = False) -> None:
    """Score one borrower and tell the reasons: the features that lost most points against the card's reference."""
    subject = load_card(card)
    given = read_values(values, subject)
    found = score(subject, given)
    told = [
        {"feature": reason.feature, "lost": reason.lost, "words": tell(subject, reason, given, language)}
        for reason in reasons(subject, found)
    ]
    if json:
        print_json({**_scored(subject, found.points, found.pd_ppm), "by_feature": found.by_feature, "reasons": told})
        return
    OUTPUT.print(f"{found.points} points, band {subject.band(found.points)}, PD {found.pd_ppm / 10_000:.2f} %")
    for reason in told:
        OUTPUT.print(f"  −{reason['lost']:<5} {reason['words']}", soft_wrap=True)


@APP.command
def path(
    card: CardFolder,
    values: Values,
    /,
    *,
    to: Annotated[int, Parameter(help="The score to reach.")],
    as_of: Annotated[calendar_date, Parameter(help="The day the path starts, YYYY-MM-DD.")],
    within_days: Annotated[int | None, Parameter(help="Only changes that show within so many days.")] = None,
    json: Json = False,
) -> None:
    """Find the cheapest changes that lift the score to where it should be, and the day on which they show."""
    subject = load_card(card)
    way = find_path(subject, read_values(values, subject), target=to, as_of=as_of, within_days=within_days)
    if json:
        print_json(None if way is None else _way(way))
        return
    if way is None:
        OUTPUT.print(f"No change that can be made leads to {to} points.")
        return
    for change in way.changes:
        OUTPUT.print(f"  {change.feature}: {change.before:,} → {change.to:,}  ({change.days} days)")
    OUTPUT.print(f"{way.points} points on {way.on}, cost {way.cost}")


@APP.command
def show(card: CardFolder, /, *, json: Json = False) -> None:
    """Show a card: its features, their directions and the span of their points."""
    subject = load_card(card)
    if json:
        print_json({"id": card_id(subject), "features": len(subject.features), "pairs": len(subject.pairs)})
        return
    OUTPUT.print(card_id(subject), soft_wrap=True)
    print_row(f"{subject.origin.title}: {subject.origin.purpose}", f"base {subject.base}")
    for feature in subject.features:
        OUTPUT.print(_feature_row(feature))
    for pair in subject.pairs:
        cells = [points for row in pair.points for points in row]
        OUTPUT.print(f"{pair.name:<42} {min(cells):>6} … {max(cells)}")


def _feature_row(feature: Any) -> str:  # noqa: ANN401 - either kind
    points = list(feature.groups.values()) or [0] if hasattr(feature, "groups") else feature.points
    direction = getattr(feature, "risk", "by group")
    moved = ", moved by a repayment" if getattr(feature, "moved_by_repayment", False) else ""
    return f"{feature.name:<42} {min(points):>6} … {max(points):<6} risk {direction}{moved}"


def _scored(card: Card, points: int, pd_ppm: int) -> dict[str, Any]:
    return {"card": card_id(card), "points": points, "band": card.band(points), "pd_ppm": pd_ppm}


def _way(way: Way) -> dict[str, Any]:
    changes = [
        {"feature": change.feature, "before": change.before, "to": change.to, "days": change.days}
        for change in way.changes
    ]
    return {"changes": changes, "points": way.points, "cost": way.cost, "on": way.on.isoformat()}
