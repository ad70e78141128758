"""Reading all features of one line from its state: each aggregate compiled once to a function of state and day."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache, singledispatch

from creditline.features import aggregates as by
from creditline.features.catalogue import CATALOGUE
from creditline.features.feature import Feature
from creditline.features.measures import BPS, FACTS, FLOWS, LEVELS, MARKS, Flow
from creditline.features.observe import HistoryRewound
from creditline.features.state import DAY, EPOCH, NO_AMOUNT, NO_DAY, TOTAL, FeatureState, Numbers

Reader = Callable[[FeatureState, int], int | None]


def read(state: FeatureState, at: date) -> dict[str, int | None]:
    """Return every feature of the catalogue by name, as of the end of the business date `at`; None for unknown.

    Raises HistoryRewound if `at` is before the last observation: the past is read from a state rebuilt up to it.
    """
    day = at.toordinal() - EPOCH
    if day < state.seen:
        raise HistoryRewound
    return {name: reader(state, day) for name, reader in _READERS}


def read_some(state: FeatureState, at: date, names: tuple[str, ...]) -> dict[str, int | None]:
    """Return the features of these names, as `read` does; the same few are asked for again and again."""
    day = at.toordinal() - EPOCH
    if day < state.seen:
        raise HistoryRewound
    return {name: reader(state, day) for name, reader in _readers_of(names)}


@lru_cache(maxsize=64)
def _readers_of(names: tuple[str, ...]) -> list[tuple[str, Reader]]:
    readers_by_name = dict(_READERS)
    return [(name, readers_by_name[name]) for name in names if name in readers_by_name]


def readers(features: Iterable[Feature]) -> list[tuple[str, Reader]]:
    """Compile features to functions of a state and the number of a day."""
    return [(feature.name, _compiled(feature.aggregate)) for feature in features]


@singledispatch
def _compiled(aggregate: by.Aggregate) -> Reader:
    raise NotImplementedError(aggregate)


@_compiled.register
def _(aggregate: by.Sum) -> Reader:
    place, days = FLOWS.index(aggregate.flow), aggregate.days
    return lambda state, day: _sum(state.flows[place], day - days)


@_compiled.register
def _(aggregate: by.Ratio) -> Reader:
    over, of, days, scale = FLOWS.index(aggregate.over), FLOWS.index(aggregate.of), aggregate.days, aggregate.scale

    def value(state: FeatureState, day: int) -> int | None:
        total = _sum(state.flows[of], day - days)
        return _sum(state.flows[over], day - days) * scale // total if total else None

    return value


@_compiled.register
def _(aggregate: by.Kept) -> Reader:
    place, days, each = FLOWS.index(aggregate.flow), aggregate.days, aggregate.each

    def value(state: FeatureState, day: int) -> int:
        months = max(1, min(days, day - state.opened + 1) // by.MONTH_DAYS) if state.opened else 1
        return max(0, BPS - _sum(state.flows[place], day - days) * each // months)

    return value


@_compiled.register
def _(aggregate: by.PerLimit) -> Reader:
    place, days = FLOWS.index(aggregate.flow), aggregate.days

    def value(state: FeatureState, day: int) -> int | None:
        limit = state.limit_minor
        return _sum(state.flows[place], day - days) * BPS // limit if limit > 0 else None

    return value


@_compiled.register
def _(aggregate: by.FlowTrend) -> Reader:
    place, days = FLOWS.index(aggregate.flow), aggregate.days

    def value(state: FeatureState, day: int) -> int | None:
        limit, totals = state.limit_minor, state.flows[place]
        if limit <= 0:
            return None
        recent, both = _sum(totals, day - days), _sum(totals, day - 2 * days)
        return recent * BPS // limit - (both - recent) * BPS // limit

    return value


@_compiled.register
def _(aggregate: by.Now) -> Reader:
    place = LEVELS.index(aggregate.level)

    def value(state: FeatureState, _day: int) -> int:
        values = state.levels[place][1]
        return values[-1] if values else 0

    return value


@_compiled.register
def _(aggregate: by.Mean) -> Reader:
    place, days = LEVELS.index(aggregate.level), aggregate.days
    return lambda state, day: _mean(state, place, day, days) or 0


@_compiled.register
def _(aggregate: by.DaysAt) -> Reader:
    place, days = LEVELS.index(aggregate.level), aggregate.days
    return lambda state, day: _through(state.levels[place], day) - _through(state.levels[place], day - days)


@_compiled.register
def _(aggregate: by.Peak) -> Reader:
    place, days = LEVELS.index(aggregate.level), aggregate.days

    def value(state: FeatureState, day: int) -> int:
        sums, values = state.levels[place]
        start = (day - days + 1) << DAY
        first = bisect_left(sums, start)
        starts_on_change = first < len(sums) and sums[first] >> DAY == start >> DAY
        inside = values[first:] if starts_on_change or not first else values[first - 1 :]
        return max(inside, default=0)

    return value


@_compiled.register
def _(aggregate: by.Trend) -> Reader:
    place, days = LEVELS.index(aggregate.level), aggregate.days

    def value(state: FeatureState, day: int) -> int | None:
        before = _mean(state, place, day - days, days)
        return None if before is None else (_mean(state, place, day, days) or 0) - before

    return value


@_compiled.register
def _(_aggregate: by.PastDue) -> Reader:
    return lambda state, day: day - state.overdue_since if state.overdue_since else 0


@_compiled.register
def _(aggregate: by.WorstPastDue) -> Reader:
    days = aggregate.days

    def value(state: FeatureState, day: int) -> int:
        spells = state.spells
        worst = day - state.overdue_since if state.overdue_since else 0
        for at in range(0, len(spells), 2):
            if spells[at + 1] > day - days:
                worst = max(worst, spells[at + 1] - spells[at])
        return worst

    return value


@_compiled.register
def _(aggregate: by.Since) -> Reader:
    place, unit = MARKS.index(aggregate.mark), aggregate.unit_days
    return lambda state, day: _since(state.marks[place] or state.opened, day, unit)


@_compiled.register
def _(_aggregate: by.Tenure) -> Reader:
    return lambda state, day: _since(state.opened, day, by.MONTH_DAYS)


@_compiled.register
def _(aggregate: by.Known) -> Reader:
    place = FACTS.index(aggregate.fact)
    return lambda state, day: _known(state, place, day)


@_compiled.register
def _(aggregate: by.Age) -> Reader:
    place = FACTS.index(aggregate.fact)
    return lambda state, day: None if _known(state, place, day) is None else day - state.facts[place].since


@_compiled.register
def _(aggregate: by.Burden) -> Reader:
    of, times = FACTS.index(aggregate.of), aggregate.times
    plus = [FACTS.index(fact) for fact in aggregate.plus]

    def value(state: FeatureState, day: int) -> int | None:
        means = _known(state, of, day)
        debts = [_known(state, place, day) for place in plus]
        if not means or None in debts:
            return None
        return (state.drawn_minor + sum(debt or 0 for debt in debts)) * BPS // (means * times)

    return value


@_compiled.register
def _(aggregate: by.DebtToFlow) -> Reader:
    return _of_year(aggregate.flow, lambda state, _day, year: state.drawn_minor * BPS // year)


@_compiled.register
def _(aggregate: by.MonthlyMean) -> Reader:
    return _of_year(aggregate.flow, lambda _state, _day, year: year // by.MONTHS)


@_compiled.register
def _(aggregate: by.Fall) -> Reader:
    place, days = FLOWS.index(aggregate.flow), aggregate.days

    def value(state: FeatureState, day: int, year: int) -> int:
        return max(0, BPS - _sum(state.flows[place], day - days) * by.YEAR_DAYS * BPS // (year * days))

    return _of_year(aggregate.flow, value)


@_compiled.register
def _(aggregate: by.Season) -> Reader:
    place, days = FLOWS.index(aggregate.flow), aggregate.days

    def value(state: FeatureState, day: int, year: int) -> int:
        later = _sum(state.flows[place], day - by.YEAR_DAYS + days)
        return (year - later) * by.YEAR_DAYS * BPS // (year * days)

    return _of_year(aggregate.flow, value)


def _of_year(flow: Flow, value: Callable[[FeatureState, int, int], int]) -> Reader:
    """Give `value` the year's flow; unknown if nothing came."""
    place = FLOWS.index(flow)

    def of_year(state: FeatureState, day: int) -> int | None:
        year = _sum(state.flows[place], day - by.YEAR_DAYS)
        return value(state, day, year) if year else None

    return of_year


def _sum(totals: Numbers, after: int) -> int:
    """What came in on the days later than `after`."""
    if not totals or totals[-1] >> DAY <= after:
        return 0
    first = bisect_left(totals, (after + 1) << DAY)
    return (totals[-1] & TOTAL) - (totals[first - 1] & TOTAL if first else 0)


def _through(level: tuple[Numbers, Numbers], day: int) -> int:
    """Sum of a level over all days up to and with `day`."""
    sums, values = level
    last = bisect_left(sums, (day + 1) << DAY) - 1
    if last < 0:
        return 0
    return (sums[last] & TOTAL) + values[last] * (day - (sums[last] >> DAY) + 1)


def _mean(state: FeatureState, place: int, day: int, days: int) -> int | None:
    """Mean over the days of the window on which the line was open; None if there is none."""
    open_days = min(days, day - state.opened + 1) if state.opened else 0
    if open_days <= 0:
        return None
    kept = state.levels[place]
    return (_through(kept, day) - _through(kept, day - days)) // open_days


def _since(start: int, day: int, unit: int) -> int:
    return (day - start) // unit if start != NO_DAY else 0


def _known(state: FeatureState, place: int, day: int) -> int | None:
    known = state.facts[place]
    usable = known.amount != NO_AMOUNT and (known.until == NO_DAY or day <= known.until)
    return known.amount if usable else None


_READERS = readers(CATALOGUE)
