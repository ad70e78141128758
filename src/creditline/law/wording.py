"""A clause in words that a compliance officer can read: when it applies, and what it demands."""

from collections.abc import Callable, Iterable
from typing import Any

from creditline.law.condition import Condition
from creditline.law.terms import (
    CapitalTerms,
    CapTerms,
    DeadlineTerms,
    DutyTerms,
    ForbiddenFeatureTerms,
    GateTerms,
    NoticeTerms,
    RateCapTerms,
    RatioTerms,
    RecordTerms,
    RetentionTerms,
    Terms,
)
from creditline.money.amount import format_minor

_MINOR = "_minor"
_WHOLE_BPS = 10_000
_BOUNDS = {"at_least": "at least", "at_most": "at most", "above": "above", "below": "below"}
_ON_BREACH = {
    "block_new_draws": "no new draws",
    "runoff": "it runs off",
    "recall": "it is recalled",
    "refuse": "the line is refused",
}


def condition_words(condition: Condition, currency: str) -> list[str]:
    """Return one sentence for each test of a condition, in its order; none where it applies to everybody."""
    return [_test_words(fact, operator, operand, currency) for fact, operator, operand in condition]


def terms_words(terms: Terms, currency: str) -> list[str]:
    """Return what a clause demands as sentences, amounts in the pack's `currency`."""
    return list(_WORDS[type(terms)](terms, currency))


def _test_words(fact: str, operator: str, operand: Any, currency: str) -> str:  # noqa: ANN401 - as parsed
    name = _name(fact)
    if operator == "none_of" and operand == ("",):
        return f"{name} is given"
    if operator in _BOUNDS:
        return f"{name} is {_BOUNDS[operator]} {_value(fact, operand, currency)}"
    given = [_value(fact, each, currency) for each in (operand if isinstance(operand, tuple) else (operand,))]
    return f"{name} is none of {_listed(given)}" if operator == "none_of" else f"{name} is {_listed(given)}"


def _value(fact: str, value: Any, currency: str) -> str:  # noqa: ANN401 - as parsed
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return _money(value, currency) if fact.endswith(_MINOR) else f"{value:,}"
    text = str(value)
    return f"the fact {_name(text[1:])}" if text.startswith("@") else _plain(text)


def _cap(terms: CapTerms, currency: str) -> Iterable[str]:
    bounds = [] if terms.amount_minor is None else [_money(terms.amount_minor, currency)]
    if terms.share is not None and terms.of is not None:
        less = f", less {_name(terms.less)}" if terms.less else ""
        bounds.append(f"{_share(terms.share)} of {_name(terms.of)}{less}")
    yield "No credit is given." if terms.amount_minor == 0 else f"The limit is at most {' and at most '.join(bounds)}."
    if terms.overrides is not None:
        yield f"It stands in the place of {terms.overrides} where it applies."
    yield f"Above it: {_ON_BREACH.get(terms.on_breach, _plain(terms.on_breach))}. The reason shown is {terms.reason}."


def _rate_cap(terms: RateCapTerms, _currency: str) -> Iterable[str]:
    if terms.rate_bps is not None:
        yield f"All costs together are at most {_percent(terms.rate_bps)} a year."
    if terms.times is not None:
        yield f"All costs together are at most {terms.times} times {terms.series} of the contract date a year."


def _ratio(terms: RatioTerms, _currency: str) -> Iterable[str]:
    side = _BOUNDS.get(terms.side, terms.side)
    yield f"{_name(terms.part)} is {side} {_share(terms.share)} of {_name(terms.of)} ({_plain(terms.measure)})."


def _deadline(terms: DeadlineTerms, _currency: str) -> Iterable[str]:
    stages = [*(_count(count, "day") for count in terms.days), *(_count(count, "month") for count in terms.months)]
    further = f", extended to {' and to '.join(stages[1:])}" if stages[1:] else ""
    yield f"Within {stages[0]} of: {_plain(terms.trigger)}{further}." if stages else f"At: {_plain(terms.trigger)}."
    if terms.approver_for_extension:
        yield "Each extension is approved by somebody."
    if terms.rolls:
        yield "A last day on which banks rest moves on to the next business day."


def _notice(terms: NoticeTerms, _currency: str) -> Iterable[str]:
    by = f", within {_count(terms.days, 'day')}" if terms.direction == "after" else ""
    by = f", {_count(terms.days, 'day')}" if terms.direction == "before" and terms.days else by
    yield f"The borrower is told{by} {terms.direction}: {_plain(terms.trigger)}."
    if terms.fields:
        yield f"The text holds {_listed(map(_plain, terms.fields), 'and')}."
    if terms.reasons_most is not None:
        yield f"It gives at most {_count(terms.reasons_most, 'reason')}."
    if terms.on_request:
        yield "The right to be told on request suffices until it is used."
    yield f"Channel: {_plain(terms.channel)}. Language: {terms.language}."


def _gate(terms: GateTerms, currency: str) -> Iterable[str]:
    wanted = condition_words(terms.requires, currency)
    unless = f", unless {_listed(wanted, 'and')}" if wanted else ""
    yield f"Refused: {_plain(terms.action)}{unless}."
    if terms.at_most is not None:
        yield f"It comes to at most {_name(terms.at_most)}."
    yield f"The reason shown is {terms.reason}."


def _forbidden_feature(terms: ForbiddenFeatureTerms, _currency: str) -> Iterable[str]:
    unless = f", unless there is a {_plain(terms.unless)}" if terms.unless else ""
    yield f"No decision on a limit looks at {_listed(map(_plain, terms.names))}{unless}."


def _retention(terms: RetentionTerms, _currency: str) -> Iterable[str]:
    counts = [_count(count, unit) for count, unit in ((terms.months, "month"), (terms.days, "day")) if count]
    kept = f"{' and '.join(counts)} from: {_plain(terms.trigger)}"
    yield f"Kept {'exactly' if terms.then_delete else 'at least'} {kept} ({_plain(terms.record)})."
    if terms.then_delete:
        yield "Then it is deleted."


def _record(terms: RecordTerms, currency: str) -> Iterable[str]:
    if terms.months_after_end is not None:
        yield f"An adverse item vanishes {_count(terms.months_after_end, 'month')} after it ended."
    if terms.arisen_from is not None:
        most = "" if terms.most_minor is None else f", of at most {_money(terms.most_minor, currency)}"
        arisen = f"from {terms.arisen_from} to {terms.arisen_to}"
        yield f"Items that arose {arisen}{most}, and were repaid by {terms.repaid_by}, vanish."
    if terms.early_by is not None:
        yield f"What was repaid by {terms.early_by} vanishes from {terms.early_from} on."


def _capital(terms: CapitalTerms, _currency: str) -> Iterable[str]:
    yield (
        f"Of what is undrawn counts {_percent(terms.cancellable_ccf_bps)} if the line can be cancelled at any time, "
        f"{_percent(terms.committed_ccf_bps)} if it is committed."
    )
    yield (
        f"Risk weight {_percent(terms.retail_weight_bps)}; of transactors, who repaid in full for "
        f"{_count(terms.transactor_months, 'month')}, {_percent(terms.transactor_weight_bps)}."
    )


def _duty(terms: DutyTerms, _currency: str) -> Iterable[str]:
    yield f"The lender's duty: {_plain(terms.duty)}."
    if terms.person_decides:
        yield "Only a person may settle it."


_WORDS: dict[type[Terms], Callable[[Any, str], Iterable[str]]] = {
    CapTerms: _cap,
    RateCapTerms: _rate_cap,
    RatioTerms: _ratio,
    DeadlineTerms: _deadline,
    NoticeTerms: _notice,
    GateTerms: _gate,
    ForbiddenFeatureTerms: _forbidden_feature,
    RetentionTerms: _retention,
    RecordTerms: _record,
    CapitalTerms: _capital,
    DutyTerms: _duty,
}


def _name(fact: str) -> str:
    return _plain(fact.removesuffix(_MINOR))


def _plain(code: str) -> str:
    return code.replace("_", " ")


def _money(minor: int, currency: str) -> str:
    return f"{currency} {format_minor(minor, currency)}"


def _percent(bps: int) -> str:
    whole, rest = divmod(bps, 100)
    return f"{whole}.{rest:02} %" if rest else f"{whole} %"


def _share(share: tuple[int, int]) -> str:
    """Return a share in percent where that is exact."""
    part, whole = share
    return f"{part}/{whole}" if part * _WHOLE_BPS % whole else _percent(part * _WHOLE_BPS // whole)


def _count(count: int, unit: str) -> str:
    return f"{count:,} {unit}" if count == 1 else f"{count:,} {unit}s"


def _listed(words: Iterable[str], last: str = "or") -> str:
    *first, final = words
    return f"{', '.join(first)} {last} {final}" if first else final
