"""Reading features of one line from its state: those asked for together become one generated function.

Many features look at the same window of the same flow. Each such part is worked out once, under a local name, and a
feature is an expression over parts. What is generated holds numbers of ours alone: places, windows, units.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, singledispatch

from creditline.features import aggregates as by
from creditline.features.catalogue import CATALOGUE
from creditline.features.feature import Feature
from creditline.features.measures import BPS, FACTS, FLOWS, LEVELS, MARKS, Fact, Flow, Level
from creditline.features.observe import HistoryRewound
from creditline.features.state import DAY, EPOCH, NO_AMOUNT, NO_DAY, TOTAL, FeatureState, KnownFact, Numbers

Values = dict[str, int | None]
Reader = Callable[[FeatureState, int], Values]


def read(state: FeatureState, at: date) -> Values:
    """Return every feature of the catalogue by name, as of the end of the business date `at`; None for unknown.

    Raises HistoryRewound if `at` is before the last observation: the past is read from a state rebuilt up to it.
    """
    return read_some(state, at, _ALL)


def read_some(state: FeatureState, at: date, names: tuple[str, ...]) -> Values:
    """Return the features of these names, as `read` does; the same few are asked for again and again."""
    day = at.toordinal() - EPOCH
    if day < state.seen:
        raise HistoryRewound
    return _reader_of(names)(state, day)


@lru_cache(maxsize=64)
def _reader_of(names: tuple[str, ...]) -> Reader:
    by_name = {feature.name: feature for feature in CATALOGUE}
    return reader([by_name[name] for name in names if name in by_name])


def reader(features: Iterable[Feature]) -> Reader:
    """Generate the function that reads `features` from a state, on the day of a number."""
    code = _Code()
    values = [f"{feature.name!r}: {_expression(feature.aggregate, code)}" for feature in features]
    parts = [f"{name} = {expression}" for expression, name in code.parts.items()]
    lines = ["def read(state, day):", *(f" {line}" for line in (*_BEGIN, *parts)), f" return {{{', '.join(values)}}}"]
    space = dict(_CALLED)
    exec("\n".join(lines), space)  # noqa: S102 - generated from our own declarations, see above
    made: Reader = space["read"]  # type: ignore[assignment]
    return made


_BEGIN = (
    "flows, levels, marks, facts = state.flows, state.levels, state.marks, state.facts",
    "opened, overdue, limit, drawn = state.opened, state.overdue_since, state.limit_minor, state.drawn_minor",
    "open_days = day - opened + 1 if opened else 0",
)


@dataclass(slots=True)
class _Code:
    """The parts that features have in common: each expression with the name of the local that holds its value."""

    parts: dict[str, str] = field(default_factory=dict)

    def part(self, expression: str) -> str:
        """Return the name under which an expression is worked out, once."""
        return self.parts.setdefault(expression, f"p{len(self.parts)}")

    def sum(self, flow: Flow, days: int) -> str:
        """What a flow came to over the last `days`."""
        totals = f"flows[{FLOWS.index(flow)}]"
        return self.part(f"sum_after({totals}, day - {days}) if {totals} else 0")

    def of_level(self, level: Level, days: int, *, back: int = 0) -> str:
        """A level's sum over the `days` that ended `back` days ago."""
        until, before = self._through(level, back), self._through(level, back + days)
        return f"({until} - {before})"

    def mean(self, level: Level, days: int, *, back: int = 0) -> str:
        """A level's mean over those of the days on which the line was open; there must be one: open_days > back."""
        return f"{self.of_level(level, days, back=back)} // min({days}, open_days - {back})"

    def known(self, fact: Fact) -> str:
        """An attested value, None if there is none that may be used."""
        return self.part(f"known(facts[{FACTS.index(fact)}], day)")

    def _through(self, level: Level, back: int) -> str:
        return self.part(f"sum_through(levels[{LEVELS.index(level)}], day - {back})")


@singledispatch
def _expression(aggregate: by.Aggregate, _code: _Code) -> str:
    raise NotImplementedError(aggregate)


@_expression.register
def _(aggregate: by.Sum, code: _Code) -> str:
    return code.sum(aggregate.flow, aggregate.days)


@_expression.register
def _(aggregate: by.Ratio, code: _Code) -> str:
    over, of = code.sum(aggregate.over, aggregate.days), code.sum(aggregate.of, aggregate.days)
    return f"{over} * {aggregate.scale} // {of} if {of} else None"


@_expression.register
def _(aggregate: by.Kept, code: _Code) -> str:
    months = code.part(f"max(1, min({aggregate.days}, open_days) // {by.MONTH_DAYS})")
    return f"max(0, {BPS} - {code.sum(aggregate.flow, aggregate.days)} * {aggregate.each} // {months})"


@_expression.register
def _(aggregate: by.PerLimit, code: _Code) -> str:
    return f"{code.sum(aggregate.flow, aggregate.days)} * {BPS} // limit if limit > 0 else None"


@_expression.register
def _(aggregate: by.FlowTrend, code: _Code) -> str:
    recent, both = code.sum(aggregate.flow, aggregate.days), code.sum(aggregate.flow, 2 * aggregate.days)
    return f"{recent} * {BPS} // limit - ({both} - {recent}) * {BPS} // limit if limit > 0 else None"


@_expression.register
def _(aggregate: by.Now, _code: _Code) -> str:
    values = f"levels[{LEVELS.index(aggregate.level)}][1]"
    return f"{values}[-1] if {values} else 0"


@_expression.register
def _(aggregate: by.Mean, code: _Code) -> str:
    return f"{code.mean(aggregate.level, aggregate.days)} if open_days > 0 else 0"


@_expression.register
def _(aggregate: by.DaysAt, code: _Code) -> str:
    return code.of_level(aggregate.level, aggregate.days)


@_expression.register
def _(aggregate: by.Peak, _code: _Code) -> str:
    return f"peak(levels[{LEVELS.index(aggregate.level)}], day - {aggregate.days})"


@_expression.register
def _(aggregate: by.Trend, code: _Code) -> str:
    level, days = aggregate.level, aggregate.days
    return f"{code.mean(level, days)} - {code.mean(level, days, back=days)} if open_days > {days} else None"


@_expression.register
def _(_aggregate: by.PastDue, _code: _Code) -> str:
    return "day - overdue if overdue else 0"


@_expression.register
def _(aggregate: by.WorstPastDue, _code: _Code) -> str:
    return f"worst_past_due(state, day, day - {aggregate.days})"


@_expression.register
def _(aggregate: by.Since, code: _Code) -> str:
    start = code.part(f"marks[{MARKS.index(aggregate.mark)}] or opened")
    return f"(day - {start}) // {aggregate.unit_days} if {start} else 0"


@_expression.register
def _(_aggregate: by.Tenure, _code: _Code) -> str:
    return f"(day - opened) // {by.MONTH_DAYS} if opened else 0"


@_expression.register
def _(aggregate: by.Known, code: _Code) -> str:
    return code.known(aggregate.fact)


@_expression.register
def _(aggregate: by.Age, code: _Code) -> str:
    return f"None if {code.known(aggregate.fact)} is None else day - facts[{FACTS.index(aggregate.fact)}].since"


@_expression.register
def _(aggregate: by.Burden, code: _Code) -> str:
    means, debts = code.known(aggregate.of), [code.known(fact) for fact in aggregate.plus]
    unknown = " or ".join([f"not {means}", *(f"{debt} is None" for debt in debts)])
    return f"None if {unknown} else ({' + '.join(['drawn', *debts])}) * {BPS} // ({means} * {aggregate.times})"


@_expression.register
def _(aggregate: by.DebtToFlow, code: _Code) -> str:
    return _of_year(code.sum(aggregate.flow, by.YEAR_DAYS), f"drawn * {BPS} // {{year}}")


@_expression.register
def _(aggregate: by.MonthlyMean, code: _Code) -> str:
    return _of_year(code.sum(aggregate.flow, by.YEAR_DAYS), f"{{year}} // {by.MONTHS}")


@_expression.register
def _(aggregate: by.Fall, code: _Code) -> str:
    days, year = aggregate.days, code.sum(aggregate.flow, by.YEAR_DAYS)
    pace = f"{code.sum(aggregate.flow, days)} * {by.YEAR_DAYS * BPS} // ({{year}} * {days})"
    return _of_year(year, f"max(0, {BPS} - {pace})")


@_expression.register
def _(aggregate: by.Season, code: _Code) -> str:
    """Last year's flow in the days now to come: the year's less what came after them."""
    days, year = aggregate.days, code.sum(aggregate.flow, by.YEAR_DAYS)
    later = code.sum(aggregate.flow, by.YEAR_DAYS - days)
    return _of_year(year, f"({{year}} - {later}) * {by.YEAR_DAYS * BPS} // ({{year}} * {days})")


def _of_year(year: str, value: str) -> str:
    """An expression of a year's flow; unknown if nothing came."""
    return f"{value.format(year=year)} if {year} else None"


def _sum_after(totals: Numbers, after: int) -> int:
    """What came in on the days later than `after`."""
    if totals[-1] >> DAY <= after:
        return 0
    first = bisect_left(totals, (after + 1) << DAY)
    return (totals[-1] & TOTAL) - (totals[first - 1] & TOTAL if first else 0)


def _sum_through(level: tuple[Numbers, Numbers], day: int) -> int:
    """Sum of a level over all days up to and with `day`."""
    sums, values = level
    last = bisect_left(sums, (day + 1) << DAY) - 1
    if last < 0:
        return 0
    return (sums[last] & TOTAL) + values[last] * (day - (sums[last] >> DAY) + 1)


def _peak(level: tuple[Numbers, Numbers], after: int) -> int:
    """The highest value of a level at the end of any day later than `after`."""
    sums, values = level
    start = (after + 1) << DAY
    first = bisect_left(sums, start)
    starts_on_change = first < len(sums) and sums[first] >> DAY == start >> DAY
    return max(values[first:] if starts_on_change or not first else values[first - 1 :], default=0)


def _worst_past_due(state: FeatureState, day: int, after: int) -> int:
    """The most days past due on any day later than `after`."""
    spells = state.spells
    worst = day - state.overdue_since if state.overdue_since else 0
    for at in range(0, len(spells), 2):
        if spells[at + 1] > after:
            worst = max(worst, spells[at + 1] - spells[at])
    return worst


def _known(fact: KnownFact, day: int) -> int | None:
    usable = fact.amount != NO_AMOUNT and (fact.until == NO_DAY or day <= fact.until)
    return fact.amount if usable else None


_CALLED: dict[str, object] = {
    "sum_after": _sum_after,
    "sum_through": _sum_through,
    "peak": _peak,
    "worst_past_due": _worst_past_due,
    "known": _known,
}
_ALL = tuple(feature.name for feature in CATALOGUE)
