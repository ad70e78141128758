"""A card as a file of TOML: written one way only, so that its hash is the hash of what it says."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from textwrap import wrap

from creditline.scoring.card import (
    Calibration,
    Card,
    CategoryFeature,
    Effort,
    Feature,
    NumberFeature,
    Origin,
    Pair,
    Risk,
)
from creditline.scoring.check import CardInvalid, check_card
from creditline.scoring.effort import read_effort
from creditline.scoring.settings import Settings

CARD_FILE = "card.toml"
_FORMAT = 1
_WIDTH = 116


class CardUnreadable(ValueError):
    """A card must be a file of TOML, or a folder that holds `card.toml`."""

    code = "card-unreadable"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"'{path}' cannot be read as a card: {why}.")


def card_id(card: Card) -> str:
    """Return the address of a card: `card_` and the SHA-256 of its text. Equal cards have equal addresses."""
    return f"card_{sha256(card_text(card).encode()).hexdigest()}"


def load_card(path: Path) -> Card:
    """Return the card in the file, or the folder, at `path`. Raises CardUnreadable, CardInvalid."""
    file = path.joinpath(CARD_FILE) if path.is_dir() else path
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as unreadable:
        raise CardUnreadable(path, str(unreadable)) from unreadable
    try:
        return card_of(text)
    except tomllib.TOMLDecodeError as unreadable:
        raise CardUnreadable(path, str(unreadable)) from unreadable


def card_of(text: str) -> Card:
    """Return the card that the TOML `text` is. Raises CardInvalid, tomllib.TOMLDecodeError."""
    top = Settings("", tomllib.loads(text), CardInvalid)
    if top.number("format", 0) != _FORMAT:
        raise CardInvalid("format", f"this version reads cards of format {_FORMAT}")
    card = Card(
        origin=_origin(top.table("origin")),
        base=top.number("base"),
        points_to_double=top.number("points_to_double"),
        features=tuple(_feature(part) for part in top.array("features")),
        pairs=tuple(_pair(part) for part in top.array("pairs")),
        calibration=_calibration(top.table("calibration")),
        bands=_numbers_by_name(top.table("bands")),
    )
    top.expect_all_used()
    check_card(card)
    return card


def card_text(card: Card) -> str:
    """Return the card as TOML. `card_of` reads it back to an equal card."""
    lines = [
        "# A scorecard. More points mean less risk; so many points more halve the odds of default.",
        f"format = {_FORMAT}",
        f"base = {card.base}",
        f"points_to_double = {card.points_to_double}",
        *_table("origin", _told_origin(card.origin)),
        *_table("bands", {name: str(least) for name, least in card.bands.items()}),
        *(line for feature in card.features for line in _feature_lines(feature)),
        *(line for pair in card.pairs for line in _pair_lines(pair)),
        *_calibration_lines(card.calibration),
    ]
    return "\n".join(lines) + "\n"


def _origin(table: Settings) -> Origin:
    origin = Origin(
        title=table.text("title", ""),
        purpose=table.text("purpose", ""),
        data=table.text("data", ""),
        target=table.text("target", ""),
        rows=table.number("rows", 0),
        repayments_checked=table.number("repayments_checked", 0),
    )
    table.expect_all_used()
    return origin


def _feature(table: Settings) -> Feature:
    feature = _category(table) if "groups" in table.names else _number(table)
    table.expect_all_used()
    return feature


def _category(table: Settings) -> CategoryFeature:
    name = table.text("name")
    return CategoryFeature(
        name=name,
        en=table.text("en", name),
        zh=table.text("zh", name),
        groups=_numbers_by_name(table.table("groups")),
        other=table.number("other"),
        missing=table.number("missing"),
        reference=table.number("reference"),
    )


def _number(table: Settings) -> NumberFeature:
    name = table.text("name")
    return NumberFeature(
        name=name,
        en=table.text("en", name),
        zh=table.text("zh", name),
        risk=Risk(table.one_of("risk", [risk.value for risk in Risk], Risk.EITHER)),
        decimals=table.number("decimals", 0),
        actionable=table.flag("actionable"),
        moved_by_repayment=table.flag("moved_by_repayment"),
        effort=read_effort(table.table("effort")),
        cuts=table.numbers("cuts"),
        points=table.numbers("points"),
        missing=table.number("missing"),
        codes={int(code): points for code, points in _numbers_by_name(table.table("codes")).items()},
        reference=table.number("reference"),
    )


def _pair(table: Settings) -> Pair:
    pair = Pair(
        first=table.text("first"),
        second=table.text("second"),
        first_cuts=table.numbers("first_cuts"),
        second_cuts=table.numbers("second_cuts"),
        points=tuple(table.rows("points")),
        reference=table.number("reference"),
    )
    table.expect_all_used()
    return pair


def _calibration(table: Settings) -> Calibration:
    calibration = Calibration(scores=table.numbers("scores"), pd_ppm=table.numbers("pd_ppm"))
    table.expect_all_used()
    return calibration


def _numbers_by_name(table: Settings) -> dict[str, int]:
    return {name: table.number(name) for name in table.names}


def _told_origin(origin: Origin) -> dict[str, str]:
    told = {"title": origin.title, "purpose": origin.purpose, "data": origin.data, "target": origin.target}
    return {name: _text(text) for name, text in told.items()} | {
        "rows": str(origin.rows),
        "repayments_checked": str(origin.repayments_checked),
    }


def _feature_lines(feature: Feature) -> Iterator[str]:
    yield from ("", "[[features]]")
    yield from (f"name = {_text(feature.name)}", f"en = {_text(feature.en)}", f"zh = {_text(feature.zh)}")
    if isinstance(feature, CategoryFeature):
        yield from (f"other = {feature.other}", f"missing = {feature.missing}", f"reference = {feature.reference}")
        yield from _table("features.groups", {name: str(points) for name, points in feature.groups.items()})
        return
    yield from _number_lines(feature)


def _number_lines(feature: NumberFeature) -> Iterator[str]:
    yield f'risk = "{feature.risk}"'
    yield f"decimals = {feature.decimals}"
    yield f"actionable = {_flag(feature.actionable)}"
    yield f"moved_by_repayment = {_flag(feature.moved_by_repayment)}"
    yield from _list("cuts", feature.cuts)
    yield from _list("points", feature.points)
    yield from (f"missing = {feature.missing}", f"reference = {feature.reference}")
    effort = feature.effort
    if effort != Effort():
        told = {"days": effort.days, "days_each": effort.days_each, "cost": effort.cost, "cost_each": effort.cost_each}
        yield from _table("features.effort", {name: str(number) for name, number in told.items()})
    if feature.codes:
        yield from _table("features.codes", {str(code): str(points) for code, points in feature.codes.items()})


def _pair_lines(pair: Pair) -> Iterator[str]:
    yield from ("", "[[pairs]]", f"first = {_text(pair.first)}", f"second = {_text(pair.second)}")
    yield from _list("first_cuts", pair.first_cuts)
    yield from _list("second_cuts", pair.second_cuts)
    yield "points = ["
    yield from (f"  [{', '.join(map(str, row))}]," for row in pair.points)
    yield from ("]", f"reference = {pair.reference}")


def _calibration_lines(calibration: Calibration) -> Iterator[str]:
    yield from ("", "[calibration]")
    yield from _list("scores", calibration.scores)
    yield from _list("pd_ppm", calibration.pd_ppm)


def _table(name: str, lines: Mapping[str, str]) -> Iterable[str]:
    return ["", f"[{name}]", *(f"{_key(key)} = {value}" for key, value in lines.items())]


def _list(name: str, numbers: Sequence[int]) -> list[str]:
    """Return a list of numbers, on lines of their own if they are many."""
    flat = ", ".join(map(str, numbers))
    if len(flat) <= _WIDTH - len(name):
        return [f"{name} = [{flat}]"]
    return [f"{name} = [", *(f"  {line}" for line in wrap(flat, _WIDTH)), "]"]


def _key(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else _text(name)


def _text(text: str) -> str:
    """Return a text as TOML reads it: the escapes of JSON are among those of TOML, once DEL is written as one."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _flag(value: bool) -> str:  # noqa: FBT001 - it writes a flag
    return "true" if value else "false"
