"""What a model is made of: features, their signs and words, and what a repayment changes. Read from `features.toml`."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from creditline.features.forbidden import forbidding_rule
from creditline.scoring.card import Effort, Risk
from creditline.scoring.effort import read_effort
from creditline.scoring.settings import Settings
from creditline.training.expression import Expression, read_expression


class SpecInvalid(ValueError):
    """The file of features must say what the reference of the format asks for."""

    code = "spec-invalid"

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"In the file of features, {path or 'the top'}: {why}.")


class SpecUnreadable(ValueError):
    """The file of features must be TOML."""

    code = "spec-unreadable"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"'{path}' cannot be read as TOML: {why}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column under a name that expressions can use: its decimals, and codes that stand for a missing value."""

    name: str
    source: str
    decimals: int = 0
    missing: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One feature: a whole number of `decimals` places, computed by `value`, or the text in the column `category`.

    `codes` are values that stand for something else than an amount: a bin of their own, or, where the feature has a
    direction, the bin of missing values.
    """

    name: str
    en: str
    zh: str
    value: Expression | None = None
    category: str | None = None
    decimals: int = 0
    risk: Risk = Risk.EITHER
    actionable: bool = False
    moved_by_repayment: bool = False
    codes: tuple[int, ...] = ()
    effort: Effort = field(default_factory=Effort)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repayment:
    """A repayment as it would change the columns of a row: who could make it, and each changed column's new value.

    `among` are the rows the repayment-paradox rate is counted over. Every expression sees the row before.
    """

    name: str
    who: Expression
    among: Expression
    changes: Mapping[str, Expression]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """All features of a model, in order; `text` is the file they were read from, as it stands.

    `date` is the column that tells when a row is from. `groups` are columns that fairness is reported by; they are
    never features.
    """

    purpose: str = ""
    date: str | None = None
    groups: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    features: tuple[Feature, ...]
    repayments: tuple[Repayment, ...] = ()
    text: str | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the columns of the data that are used, in order, under the names they have there."""
        names = [name for feature in self.features for name in _names_of(feature)]
        return self.columns_of([*names, *(name for repayment in self.repayments for name in _touched(repayment))])

    def columns_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the columns of the data that the names of expressions stand for, lists taken apart."""
        declared = {column.name: column.source for column in self.columns}
        flat = [part for name in names for part in self.lists.get(name, (name,))]
        return tuple(dict.fromkeys(declared.get(name, name) for name in flat))


def read_spec(path: Path) -> Spec:
    """Return the spec in the file at `path`. Raises SpecUnreadable, SpecInvalid, ExpressionInvalid."""
    try:
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except (OSError, ValueError) as unreadable:
        raise SpecUnreadable(path, str(unreadable)) from unreadable
    return spec_of(values, text=text)


def spec_of(values: Mapping[str, object], *, text: str | None = None) -> Spec:
    """Return the spec that the parsed TOML `values` describe. Raises SpecInvalid, ExpressionInvalid."""
    settings = Settings("", values, SpecInvalid)
    spec = Spec(
        purpose=settings.text("purpose", ""),
        date=settings.text("date", "") or None,
        groups=settings.texts("groups"),
        columns=tuple(_column(name, part) for name, part in settings.tables("columns")),
        lists={name: settings.table("lists").texts(name) for name in settings.table("lists").names},
        features=tuple(_feature(name, part) for name, part in settings.tables("features")),
        repayments=tuple(_repayment(part) for part in settings.array("repayment")),
        text=text,
    )
    settings.expect_all_used()
    if not spec.features:
        raise SpecInvalid("features", "there are none")
    _expect_allowed(spec)
    return spec


def _column(name: str, settings: Settings) -> Column:
    column = Column(
        name=name,
        source=settings.text("from", name),
        decimals=settings.number("decimals", 0),
        missing=tuple(settings.numbers("missing")),
    )
    settings.expect_all_used()
    return column


def _feature(name: str, settings: Settings) -> Feature:
    value, category = settings.text("value", ""), settings.text("category", "")
    if bool(value) == bool(category):
        raise SpecInvalid(settings.path, "give either 'value', an expression, or 'category', a column of texts")
    feature = Feature(
        name=name,
        en=settings.text("en", name),
        zh=settings.text("zh", name),
        value=read_expression(value) if value else None,
        category=category or None,
        decimals=settings.number("decimals", 0),
        risk=Risk(settings.one_of("risk", [risk.value for risk in Risk], Risk.EITHER)),
        actionable=settings.flag("actionable"),
        moved_by_repayment=settings.flag("moved_by_repayment"),
        codes=settings.numbers("codes"),
        effort=read_effort(settings.table("effort")),
    )
    settings.expect_all_used()
    _expect_signed(feature, settings.path)
    return feature


def _expect_allowed(spec: Spec) -> None:
    """Raise SpecInvalid for the first feature that uses a forbidden column, under whatever name."""
    for feature in spec.features:
        for name in spec.columns_of(_names_of(feature)):
            rule = forbidding_rule(name)
            if rule:
                why = f"'{name}' may not be used in a decision on credit (rule {rule})"
                raise SpecInvalid(f"features.{feature.name}", why)


def _expect_signed(feature: Feature, path: str) -> None:
    if feature.risk is not Risk.EITHER:
        if feature.category:
            raise SpecInvalid(path, "a category has no order, so its risk neither rises nor falls")
        return
    if feature.moved_by_repayment:
        raise SpecInvalid(path, "a repayment moves it, so 'risk' must say whether it rises or falls")


def _repayment(settings: Settings) -> Repayment:
    changes = settings.table("set")
    who = settings.text("who", "1")
    repayment = Repayment(
        name=settings.text("name", "repaid in full"),
        who=read_expression(who),
        among=read_expression(settings.text("among", who)),
        changes={name: read_expression(changes.text(name, "")) for name in changes.names},
    )
    settings.expect_all_used()
    if not repayment.changes:
        raise SpecInvalid(settings.path, "'set' must say which columns the repayment changes")
    return repayment


def _names_of(feature: Feature) -> list[str]:
    if feature.value is None:
        return [str(feature.category)]
    return sorted(feature.value.names)


def _touched(repayment: Repayment) -> list[str]:
    read = [repayment.who, repayment.among, *repayment.changes.values()]
    return [*repayment.changes, *sorted(name for expression in read for name in expression.names)]
