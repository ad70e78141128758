"""A card as expressions of SQL, for whole tables: the same whole numbers as `score`, to the bit.

CASE, comparison, `+ - * /`, FLOOR and CAST only, which DuckDB, Spark and PostgreSQL read alike. Names are quoted with
`"`; give "`" for Spark. Put an expression into a query of your own: SELECT *, <points_sql(card)> AS points FROM …
"""

import re
from collections.abc import Mapping, Sequence

from creditline.scoring.card import Card, Feature, NumberFeature, Pair

_PLAIN = re.compile(r"[^'\\]+")


def points_sql(card: Card, *, quote: str = '"') -> str:
    """Return the expression of the score, over one column for each feature."""
    return " + ".join([str(card.base), *by_feature_sql(card, quote=quote).values()])


def by_feature_sql(card: Card, *, quote: str = '"') -> dict[str, str]:
    """Return the expression of the points of each feature and pair, under its name."""
    features = {feature.name: _feature_sql(feature, quote) for feature in card.features}
    return features | {pair.name: _pair_sql(card, pair, quote) for pair in card.pairs}


def pd_sql(card: Card, points: str) -> str:
    """Return the expression of the probability of default in parts of 1,000,000; `points` is that of the score."""
    scores, pds = card.calibration.scores, card.calibration.pd_ppm
    between = [_line_sql(points, place, scores, pds) for place in range(1, len(scores))]
    return _tree(points, scores, [str(pds[0]), *between, str(pds[-1])])


def _line_sql(points: str, place: int, scores: Sequence[int], pds: Sequence[int]) -> str:
    fall, width = pds[place - 1] - pds[place], scores[place] - scores[place - 1]
    if not fall:
        return str(pds[place])
    return f"{pds[place]} + CAST(FLOOR({fall} * ({scores[place]} - {points}) / {width}) AS BIGINT)"


def _feature_sql(feature: Feature, quote: str) -> str:
    column = _quoted(feature.name, quote)
    if isinstance(feature, NumberFeature):
        known = _tree(column, feature.cuts, [str(points) for points in feature.points])
        special = {str(code): points for code, points in feature.codes.items()}
    else:
        known = str(feature.other)
        special = {_text(text): points for text, points in feature.groups.items()}
    return _case(column, feature.missing, special, known)


def _case(column: str, missing: int, special: Mapping[str, int], known: str) -> str:
    branches = "".join(f" WHEN {column} = {value} THEN {points}" for value, points in special.items())
    return f"CASE WHEN {column} IS NULL THEN {missing}{branches} ELSE {known} END"


def _pair_sql(card: Card, pair: Pair, quote: str) -> str:
    first, second = _quoted(pair.first, quote), _quoted(pair.second, quote)

    def row_sql(row: Sequence[int]) -> str:
        return _known(second, card.codes_of[pair.second], pair.second_cuts, [str(points) for points in row])

    return _known(first, card.codes_of[pair.first], pair.first_cuts, [row_sql(row) for row in pair.points])


def _known(column: str, codes: Mapping[int, int], cuts: Sequence[int], results: Sequence[str]) -> str:
    """Return the choice among results by bin; the last of them is for missing values and codes."""
    *by_bin, unknown = results
    among = f" OR {column} IN ({', '.join(map(str, codes))})" if codes else ""
    return f"CASE WHEN {column} IS NULL{among} THEN {unknown} ELSE {_tree(column, cuts, by_bin)} END"


def _tree(column: str, cuts: Sequence[int], results: Sequence[str]) -> str:
    """Return the choice among results by halving: as many comparisons as the logarithm of the number of bins."""
    if len(set(results)) == 1:
        return results[0]
    half = (len(cuts) + 1) // 2
    low = _tree(column, cuts[: half - 1], results[:half])
    high = _tree(column, cuts[half:], results[half:])
    return f"CASE WHEN {column} < {cuts[half - 1]} THEN {low} ELSE {high} END"


def _quoted(name: str, quote: str) -> str:
    return f"{quote}{name.replace(quote, quote * 2)}{quote}"


def _text(text: str) -> str:
    """Return a literal that needs no escapes, on which dialects differ."""
    if _PLAIN.fullmatch(text):
        return f"'{text}'"
    parts = [part for part in re.split(r"(['\\])", text) if part]
    written = [f"'{part}'" if _PLAIN.fullmatch(part) else f"chr({ord(part)})" for part in parts]
    return f"concat({', '.join(written)}, '')"
