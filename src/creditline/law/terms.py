"""What a clause demands, by the kind of its rule. Amounts in minor units of the pack's currency, rates in bps."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class CapTerms:
    """At most `amount_minor`, or `share` of the fact `of`, less the fact `less`; several of them: the least.

    overrides: id of the rule whose cap this one replaces where it applies. reason: code shown when it binds.
    on_breach: what happens to a balance above the cap: block_new_draws, runoff, recall or refuse.
    """

    amount_minor: int | None = None
    share: tuple[int, int] | None = None
    of: str | None = None
    less: str | None = None
    overrides: str | None = None
    reason: str = "REG_CAP"
    on_breach: str = "block_new_draws"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCapTerms:
    """Yearly cost of at most `rate_bps`, or `times` the value of a `series` on the contract date."""

    rate_bps: int | None = None
    times: int | None = None
    series: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioTerms:
    """Of the fact `of`, the fact `part` must be at least, or at most, `share` (numerator, denominator)."""

    measure: str
    part: str
    of: str
    share: tuple[int, int]
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineTerms:
    """A period of `days` or `months` from the trigger, one for each stage: the first, then its extensions.

    rolls: a last day on which banks rest moves on to the next business day. warn_at_percent: when staff is reminded.
    """

    trigger: str
    days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    rolls: bool = False
    approver_for_extension: bool = False
    warn_at_percent: tuple[int, ...] = (50, 80)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTerms:
    """What must be told at a `trigger`, and when: `before`, `at` or `after` it, within or by `days`.

    fields: what the text must hold. on_request: the right to get it suffices until it is used.
    """

    trigger: str
    direction: str
    days: int = 0
    fields: tuple[str, ...] = ()
    channel: str = "durable"
    language: str = "contract"
    reasons_most: int | None = None
    on_request: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GateTerms:
    """An `action` is refused, with the `reason` code, unless the facts in `requires` hold; `at_most` bounds it."""

    action: str
    requires: tuple[tuple[str, str, object], ...] = ()
    reason: str
    at_most: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForbiddenFeatureTerms:
    """Features that must not enter a decision on a limit, by name and aliases. `unless`: a consent that allows it."""

    names: tuple[str, ...]
    unless: str | None = None
    promise: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionTerms:
    """How long a `record` is kept from its `trigger`: at least, or exactly (`then_delete`), `months` or `days`."""

    record: str
    trigger: str
    months: int = 0
    days: int = 0
    then_delete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTerms:
    """Which adverse items vanish from sight: a fixed time after they ended, or a one-off repair by dates and amount."""

    months_after_end: int | None = None
    arisen_from: date | None = None
    arisen_to: date | None = None
    most_minor: int | None = None
    repaid_by: date | None = None
    early_by: date | None = None
    early_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CapitalTerms:
    """Weights of regulatory capital in bps, and the months of full repayment that make a transactor."""

    cancellable_ccf_bps: int
    committed_ccf_bps: int
    retail_weight_bps: int
    transactor_weight_bps: int
    transactor_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyTerms:
    """Something the lender must do, in words a person can follow; `planned` says that it is not in force yet."""

    duty: str
    person_decides: bool = False


Terms = (
    CapTerms
    | RateCapTerms
    | RatioTerms
    | DeadlineTerms
    | NoticeTerms
    | GateTerms
    | ForbiddenFeatureTerms
    | RetentionTerms
    | RecordTerms
    | CapitalTerms
    | DutyTerms
)

TERMS_OF_KIND: dict[str, type[Terms]] = {
    "cap": CapTerms,
    "rate_cap": RateCapTerms,
    "ratio": RatioTerms,
    "deadline": DeadlineTerms,
    "notice": NoticeTerms,
    "gate": GateTerms,
    "forbidden_feature": ForbiddenFeatureTerms,
    "retention": RetentionTerms,
    "record": RecordTerms,
    "capital": CapitalTerms,
    "duty": DutyTerms,
}
