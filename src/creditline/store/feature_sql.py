"""The catalogue as SQL: the same declarations that `features.read` compiles for one line, compiled for many at once.

The statement reads a relation of observations (the view `observation`, or a Parquet file of it) and a relation of
what is asked: (line_id, day). One row each, one column a feature. Days are numbers counted from 1970-01-01. Only
integers: PostgreSQL and DuckDB differ in nothing but the sign that divides them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import singledispatchmethod

from creditline.features import aggregates as by
from creditline.features.catalogue import CATALOGUE
from creditline.features.feature import Feature
from creditline.features.measures import BPS, FULLEST_BPS, Fact, Flow, Level, Mark, Value
from creditline.features.observation import ATTESTED, WITHOUT_LEVELS, Kind
from creditline.store.queries import query


class Dialect(StrEnum):
    """How a dialect writes the division of integers."""

    POSTGRESQL = "/"
    DUCKDB = "//"


@dataclass(slots=True)
class Statement:
    """Collects the columns that the features need of each common table; a column needed twice is computed once."""

    dialect: Dialect
    summed: dict[str, str] = field(default_factory=dict)
    levelled: dict[str, str] = field(default_factory=dict)
    latest: dict[str, str] = field(default_factory=dict)

    def quotient(self, over: str, of: str) -> str:
        """Write the whole part of a quotient of numbers that are not negative."""
        return f"({over}) {self.dialect} ({of})"

    def flow(self, flow: Flow, days: int) -> str:
        """Write the sum of a flow over the last `days` days."""
        payers = "" if flow.payers is None else f" AND payer IN ({_listed(flow.payers)})"
        what = f"kind IN ({_listed(flow.kinds)}){payers} AND day > at_day - {days}"
        value = _VALUES[flow.value].replace("/", self.dialect)
        return self._needed(self.summed, f"{flow.name}_{days}", f"coalesce(sum({value}) FILTER (WHERE {what}), 0)")

    def opened(self) -> str:
        """Write the day of the first event."""
        return self._needed(self.summed, "opened", f"min(day) FILTER (WHERE kind NOT IN ({_listed(WITHOUT_LEVELS)}))")

    def mark(self, mark: Mark) -> str:
        """Write the day of a mark; NULL if it never came."""
        zero = " AND drawn_minor = 0" if mark.to_zero else ""
        what = f"kind IN ({_listed(mark.kinds)}){zero}"
        return self._needed(self.summed, mark.name, f"max(day) FILTER (WHERE {what})")

    def level_sum(self, level: Level, days: int, before: int = 0) -> str:
        """Write the sum of a level over the days of the window that ends `before` days ago."""
        covered = _covered(days, before)
        name = f"{level.name}_{days}_{before}"
        return self._needed(self.levelled, name, f"coalesce(sum({level.name} * {covered}), 0)")

    def level_peak(self, level: Level, days: int) -> str:
        """Write a level's highest value at the end of a day of the window."""
        what = f"{_covered(days, 0)} > 0"
        return self._needed(
            self.levelled, f"{level.name}_peak_{days}", f"coalesce(max({level.name}) FILTER (WHERE {what}), 0)"
        )

    def level_now(self, level: Level) -> str:
        """Write a level as it is."""
        return self._present(f"{level.name}_now", level.name)

    def drawn(self) -> str:
        """Write the principal owed."""
        return self._present("drawn_now", "drawn_minor")

    def limit(self) -> str:
        """Write the limit, NULL unless it is above 0."""
        return self._present("limit_now", "nullif(limit_minor, 0)")

    def past_due(self) -> str:
        """Write the days past due as they are."""
        return self._needed(
            self.levelled,
            "past_due_now",
            "coalesce(max(at_day - overdue_since_day) FILTER (WHERE next_day IS NULL), 0)",
        )

    def worst_past_due(self, days: int) -> str:
        """Write the most days past due that were reached in the window."""
        reached = "coalesce(next_day, at_day)"
        what = f"overdue_since_day IS NOT NULL AND {reached} > at_day - {days}"
        return self._needed(
            self.levelled,
            f"past_due_{days}",
            f"coalesce(max({reached} - overdue_since_day) FILTER (WHERE {what}), 0)",
        )

    def fact(self, fact: Fact) -> str:
        """Write an attested value; NULL if there is none that may be used."""
        usable = f"kind = '{fact.kind}' AND (until_day IS NULL OR at_day <= until_day)"
        return self._needed(self.latest, fact.name, f"max(amount_minor) FILTER (WHERE {usable})")

    def fact_day(self, fact: Fact) -> str:
        """Write the day on which a fact was attested."""
        return self._needed(self.latest, f"{fact.name}_day", f"max(day) FILTER (WHERE kind = '{fact.kind}')")

    def _present(self, name: str, column: str) -> str:
        return self._needed(self.levelled, name, f"max({column}) FILTER (WHERE next_day IS NULL)")

    @staticmethod
    def _needed(columns: dict[str, str], name: str, expression: str) -> str:
        columns[name] = f"CAST({expression} AS bigint) AS {name}"
        return name

    @singledispatchmethod
    def value(self, aggregate: by.Aggregate) -> str:
        """Write the value of an aggregate."""
        raise NotImplementedError(aggregate)

    @value.register
    def _(self, aggregate: by.Sum) -> str:
        return self.flow(aggregate.flow, aggregate.days)

    @value.register
    def _(self, aggregate: by.Ratio) -> str:
        over, of = self.flow(aggregate.over, aggregate.days), self.flow(aggregate.of, aggregate.days)
        return self.quotient(f"{over} * {aggregate.scale}", f"nullif({of}, 0)")

    @value.register
    def _(self, aggregate: by.Kept) -> str:
        days = aggregate.days
        open_days = f"coalesce(least({days}, at_day - {self.opened()} + 1), 0)"
        lost = f"{self.flow(aggregate.flow, days)} * {aggregate.each}"
        months = f"greatest(1, {self.quotient(open_days, str(by.MONTH_DAYS))})"
        return f"greatest(0, {BPS} - {self.quotient(lost, months)})"

    @value.register
    def _(self, aggregate: by.PerLimit) -> str:
        return self.quotient(f"{self.flow(aggregate.flow, aggregate.days)} * {BPS}", self.limit())

    @value.register
    def _(self, aggregate: by.FlowTrend) -> str:
        recent, both = self.flow(aggregate.flow, aggregate.days), self.flow(aggregate.flow, 2 * aggregate.days)
        now = self.quotient(f"{recent} * {BPS}", self.limit())
        return f"{now} - {self.quotient(f'({both} - {recent}) * {BPS}', self.limit())}"

    @value.register
    def _(self, aggregate: by.Now) -> str:
        return f"coalesce({self.level_now(aggregate.level)}, 0)"

    @value.register
    def _(self, aggregate: by.Mean) -> str:
        return f"coalesce({self._mean(aggregate.level, aggregate.days, 0)}, 0)"

    @value.register
    def _(self, aggregate: by.DaysAt) -> str:
        return f"coalesce({self.level_sum(aggregate.level, aggregate.days)}, 0)"

    @value.register
    def _(self, aggregate: by.Peak) -> str:
        return f"coalesce({self.level_peak(aggregate.level, aggregate.days)}, 0)"

    @value.register
    def _(self, aggregate: by.Trend) -> str:
        level, days = aggregate.level, aggregate.days
        return f"coalesce({self._mean(level, days, 0)}, 0) - {self._mean(level, days, days)}"

    @value.register
    def _(self, _aggregate: by.PastDue) -> str:
        return f"coalesce({self.past_due()}, 0)"

    @value.register
    def _(self, aggregate: by.WorstPastDue) -> str:
        return f"coalesce({self.worst_past_due(aggregate.days)}, 0)"

    @value.register
    def _(self, aggregate: by.Since) -> str:
        return self._elapsed(f"coalesce({self.mark(aggregate.mark)}, {self.opened()})", aggregate.unit_days)

    @value.register
    def _(self, _aggregate: by.Tenure) -> str:
        return self._elapsed(self.opened(), by.MONTH_DAYS)

    @value.register
    def _(self, aggregate: by.Known) -> str:
        return self.fact(aggregate.fact)

    @value.register
    def _(self, aggregate: by.Age) -> str:
        known, day = self.fact(aggregate.fact), self.fact_day(aggregate.fact)
        return f"CASE WHEN {known} IS NOT NULL THEN at_day - {day} END"

    @value.register
    def _(self, aggregate: by.Burden) -> str:
        debts = " + ".join((f"coalesce({self.drawn()}, 0)", *map(self.fact, aggregate.plus)))
        return self.quotient(f"({debts}) * {BPS}", f"nullif({self.fact(aggregate.of)}, 0) * {aggregate.times}")

    @value.register
    def _(self, aggregate: by.DebtToFlow) -> str:
        return self.quotient(f"coalesce({self.drawn()}, 0) * {BPS}", self._year(aggregate.flow))

    @value.register
    def _(self, aggregate: by.MonthlyMean) -> str:
        return self.quotient(self._year(aggregate.flow), str(by.MONTHS))

    @value.register
    def _(self, aggregate: by.Fall) -> str:
        year, recent = self._year(aggregate.flow), self.flow(aggregate.flow, aggregate.days)
        pace = self.quotient(f"{recent} * {by.YEAR_DAYS * BPS}", f"{year} * {aggregate.days}")
        return f"CASE WHEN {year} IS NOT NULL THEN greatest(0, {BPS} - {pace}) END"

    @value.register
    def _(self, aggregate: by.Season) -> str:
        year, later = self._year(aggregate.flow), self.flow(aggregate.flow, by.YEAR_DAYS - aggregate.days)
        return self.quotient(f"({year} - {later}) * {by.YEAR_DAYS * BPS}", f"{year} * {aggregate.days}")

    def _year(self, flow: Flow) -> str:
        return f"nullif({self.flow(flow, by.YEAR_DAYS)}, 0)"

    def _elapsed(self, start: str, unit: int) -> str:
        return f"coalesce({self.quotient(f'at_day - {start}', str(unit))}, 0)"

    def _mean(self, level: Level, days: int, before: int) -> str:
        open_days = f"least({days}, at_day - {before} - {self.opened()} + 1)"
        return (
            f"CASE WHEN {self.opened()} <= at_day - {before} THEN "
            f"{self.quotient(self.level_sum(level, days, before), open_days)} END"
        )


def feature_statement(
    dialect: Dialect, *, observation: str, asked: str, features: Iterable[Feature] = CATALOGUE
) -> str:
    """Return the statement that gives, for each (line_id, day) of `asked`, every feature; unknown ones are NULL.

    observation, asked: what stands in a FROM clause. Lines without any observation by that day are left out.
    """
    statement = Statement(dialect)
    values = [f"{statement.value(feature.aggregate)} AS {feature.name}" for feature in features]
    return query("features").format(
        observation=observation,
        asked=asked,
        attested=_listed(ATTESTED),
        without_levels=_listed(WITHOUT_LEVELS),
        utilisation=f"CASE WHEN drawn_minor = 0 THEN 0 ELSE coalesce(least({FULLEST_BPS}, "
        f"{statement.quotient(f'drawn_minor * {BPS}', 'nullif(limit_minor, 0)')}), {FULLEST_BPS}) END",
        summed=_columns(statement.summed),
        levelled=_columns(statement.levelled),
        latest=_columns(statement.latest),
        values=",\n    ".join(values),
    )


def outcome_statement(*, observation: str, asked: str, past_due_days: int, today: int) -> str:
    """Return the statement that gives, for each (line_id, day) of `asked`, when the line first was so late after it.

    Columns: bad_day, NULL if it has not been, and bad_already, 1 if it was so late on the day itself. Both dialects.
    """
    return query("outcomes").format(
        observation=observation,
        asked=asked,
        without_levels=_listed(WITHOUT_LEVELS),
        past_due=past_due_days,
        today=today,
    )


def _columns(columns: dict[str, str]) -> str:
    return ",\n        ".join(columns.values() or ("1",))


def _covered(days: int, before: int) -> str:
    """Write how many days of the window a level held: from `day` to the day before `end_day`."""
    first, behind = f"at_day - {before + days} + 1", f"at_day - {before} + 1"
    return f"greatest(0, least(end_day, {behind}) - greatest(day, {first}))"


def _listed(kinds: Iterable[Kind | StrEnum]) -> str:
    return ", ".join(f"'{kind}'" for kind in sorted(kinds))


_VALUES = {
    Value.ONE: "1",
    Value.AMOUNT: "amount_minor",
    Value.PART: "part_minor",
    Value.SHORT_BPS: f"coalesce({BPS} - least(part_minor, amount_minor) * {BPS} / nullif(amount_minor, 0), 0)",
    Value.NOT_IN_FULL: "1 - in_full",
    Value.MISSED: "CASE WHEN part_minor < amount_minor THEN 1 ELSE 0 END",
    Value.DAYS_EARLY: "coalesce(days_early, 0)",
    Value.AHEAD: "CASE WHEN days_early IS NULL THEN 0 ELSE 1 END",
}
