"""The shipped strategies with a wide scorecard over the catalogue's features in the chain of the proof."""

import tomllib
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from creditline.decisions.packs import LAW_OF
from creditline.features.catalogue import CATALOGUE
from creditline.features.measures import Effect
from creditline.scoring.folder import card_id, card_text, load_card
from creditline.training.dataset import write_spec
from creditline.training.fit import Settings, fit
from creditline.training.spec import read_spec
from creditline.verify.prove import prove
from creditline.verify.verdict import Certificate, Method, Verdict

STRATEGIES = files("creditline.decisions").joinpath("policies")
NAMES = sorted(LAW_OF)
SCORED = [feature for feature in CATALOGUE if feature.scored]
WAYS = {Effect.UP: "rises", Effect.DOWN: "falls"}
FEATURES = 30


@pytest.fixture(scope="module")
def card_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A card of at least thirty of the catalogue's features, trained on made-up values of them, with pairs."""
    folder = tmp_path_factory.mktemp("card")
    write_spec(folder / "features.toml", CATALOGUE)
    spec = read_spec(folder / "features.toml")
    chance = np.random.default_rng(5)
    values = {feature.name: chance.integers(0, 1_000, 1_500) for feature in spec.features}
    signs = np.array([feature.risk.sign for feature in spec.features])
    log_odds = np.stack(list(values.values()), axis=1) @ signs / 1_000
    bad = (chance.random(1_500) < 1 / (1 + np.exp(-2 * (log_odds - np.median(log_odds))))).astype(np.int8)
    card = fit(pl.DataFrame(values), bad, spec, settings=Settings(folds=2, pairs=4))
    assert len(card.features) >= FEATURES
    assert card.pairs
    (folder / "card.toml").write_text(card_text(card), encoding="utf-8")
    return folder


def proven(name: str, card: Path) -> Certificate:
    with as_file(STRATEGIES.joinpath(name)) as folder:
        return prove(folder, card=card)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_strategy_is_proven_with_a_card_of_thirty_features(name: str, card_file: Path) -> None:
    certificate = proven(name, card_file)
    assert certificate.verdict is Verdict.PROVEN
    assert certificate.card == card_id(load_card(card_file))
    across = {(one.about, one.method) for one in certificate.findings if one.about.startswith("score across")}
    events = ("full_repayment", "part_repayment")
    assert across == {(f"score across {event}", way) for event in events for way in (Method.CARD, Method.SMT)}
    assert not [said for said in certificate.assumptions if "no scorecard was given" in said]


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_strategy_says_of_every_feature_that_a_repayment_moves_how_it_moves(name: str) -> None:
    events = tomllib.loads(STRATEGIES.joinpath(name, "events.toml").read_text(encoding="utf-8"))["events"]
    declared = {one.name: WAYS[one.moved_by_repayment] for one in SCORED if one.moved_by_repayment in WAYS}
    moved = {one.name for one in SCORED if one.moved_by_repayment is not Effect.NONE}
    assert set(declared) == moved
    assert {event: entry["features"] for event, entry in events.items()} == dict.fromkeys(events, declared)
