"""Taking an observation into a line's feature state: pure, and a few microseconds."""

from bisect import bisect_left
from collections.abc import Callable, Iterable

from creditline.features.aggregates import YEAR_DAYS
from creditline.features.catalogue import KEPT_DAYS
from creditline.features.measures import BPS, FACTS, FLOWS, MARKS, REVENUE, Value, utilisation_bps
from creditline.features.observation import ATTESTED, WITHOUT_LEVELS, Kind, Observation
from creditline.features.state import DAY, EPOCH, NO_AMOUNT, NO_DAY, TOTAL, FeatureState, KnownFact, Numbers, day_number
from creditline.lines.payer import Payer
from creditline.values import changed


class HistoryRewound(ValueError):
    """Observations are taken in the order of their days; what counts from an earlier day needs a rebuild."""

    code = "history-rewound"

    def __init__(self) -> None:
        super().__init__("The observation counts from a day before the last one taken. Rebuild the state from events.")


def replayed(observations: Iterable[Observation]) -> FeatureState:
    """Return the state that a whole history leaves. Any order: days are sorted, within a day the order stands."""
    state = FeatureState()
    for observation in sorted(observations, key=lambda observation: observation.on):
        state = observe(state, observation)
    return state


def follows(state: FeatureState, seen: Observation) -> bool:
    """Whether an observation can be taken in as the next one; else the state is to be rebuilt with it.

    A month's revenue on a day that has one already replaces it, and what was added up cannot be taken apart.
    """
    day = day_number(seen.on)
    if day < state.seen:
        return False
    months = state.flows[_REVENUE]
    return seen.kind is not Kind.REVENUE or not months or months[-1] >> DAY < day


def observe(state: FeatureState, seen: Observation) -> FeatureState:
    """Return the state after one more observation; raise HistoryRewound if its day is before the last one taken."""
    day = seen.on.toordinal() - EPOCH
    if day < state.seen:
        raise HistoryRewound
    flows = _flowed(state.flows, seen, day)
    if seen.kind in WITHOUT_LEVELS:
        facts = _attested(state.facts, seen, day) if seen.kind in ATTESTED else state.facts
        return changed(state, seen=day, flows=flows, facts=facts)
    since = NO_DAY if seen.overdue_since is None else day_number(seen.overdue_since)
    utilisation, overdue = state.levels
    return FeatureState(
        seen=day,
        opened=state.opened or day,
        drawn_minor=seen.drawn_minor,
        limit_minor=NO_AMOUNT if seen.limit_minor is None else seen.limit_minor,
        overdue_since=since,
        marks=_marked(state.marks, seen, day),
        facts=state.facts,
        flows=flows,
        levels=(
            _levelled(utilisation, day, utilisation_bps(seen.drawn_minor, seen.limit_minor)),
            _levelled(overdue, day, 1 if since else 0),
        ),
        spells=_overdue_until(state, since, day),
    )


def _flowed(flows: tuple[Numbers, ...], seen: Observation, day: int) -> tuple[Numbers, ...]:
    grown = _GROWN.get((seen.kind, seen.payer))
    if grown is None:
        return flows
    after = list(flows)
    for place, value in grown:
        amount = value(seen)
        if amount:
            after[place] = _grown(after[place], day, amount, _KEPT_DAYS[place])
    return tuple(after)


def _grown(totals: Numbers, day: int, amount: int, kept_days: int) -> Numbers:
    """Return the totals with `amount` more on `day`, and without those that no window starts from any more."""
    total = (totals[-1] & TOTAL if totals else 0) + amount
    kept = _kept(totals, day, kept_days)
    if kept and kept[-1] >> DAY == day:
        kept.pop()
    kept.append(day << DAY | total)
    return kept


def _kept(totals: Numbers, day: int, days: int) -> Numbers:
    """Return a copy that begins with the last total at or before the start of the longest window."""
    first_inside = bisect_left(totals, (day - days + 1) << DAY)
    return totals[max(0, first_inside - 1) :]


def _levelled(level: tuple[Numbers, Numbers], day: int, value: int) -> tuple[Numbers, Numbers]:
    sums, values = level
    if sums and values[-1] == value:
        return level
    if sums and sums[-1] >> DAY == day:
        return _put(sums[:-1], values[:-1], day, value, sums[-1] & TOTAL)
    before = (sums[-1] & TOTAL) + values[-1] * (day - (sums[-1] >> DAY)) if sums else 0
    kept = _kept(sums, day, YEAR_DAYS)
    return _put(kept, values[len(values) - len(kept) :], day, value, before)


def _put(sums: Numbers, values: Numbers, day: int, value: int, before: int) -> tuple[Numbers, Numbers]:
    if values and values[-1] == value:  # the day ended as it began
        return sums, values
    sums.append(day << DAY | before)
    values.append(value)
    return sums, values


def _marked(marks: tuple[int, ...], seen: Observation, day: int) -> tuple[int, ...]:
    places = _MARKED[bool(seen.drawn_minor)].get(seen.kind)
    if not places:
        return marks
    after = list(marks)
    for place in places:
        after[place] = day
    return tuple(after)


def _attested(facts: tuple[KnownFact, ...], seen: Observation, day: int) -> tuple[KnownFact, ...]:
    amount = NO_AMOUNT if seen.amount_minor is None else seen.amount_minor
    latest = KnownFact(amount, day, NO_DAY if seen.until is None else day_number(seen.until))
    return tuple(latest if fact.kind is seen.kind else before for fact, before in zip(FACTS, facts, strict=True))


def _overdue_until(state: FeatureState, since: int, day: int) -> tuple[int, ...]:
    """Return the past times overdue, with the present one if it ends today, without those over a year old."""
    if not state.overdue_since or state.overdue_since == since:
        return state.spells
    spells = zip(state.spells[::2], state.spells[1::2], strict=True)
    kept = [number for spell in spells if spell[1] > day - YEAR_DAYS for number in spell]
    return (*kept, state.overdue_since, day)


_VALUES: dict[Value, Callable[[Observation], int]] = {
    Value.ONE: lambda _: 1,
    Value.AMOUNT: lambda seen: seen.amount_minor or 0,
    Value.PART: lambda seen: seen.part_minor,
    Value.SHORT_BPS: lambda seen: _short_bps(seen.amount_minor or 0, seen.part_minor),
    Value.NOT_IN_FULL: lambda seen: int(not seen.in_full),
    Value.MISSED: lambda seen: int(seen.part_minor < (seen.amount_minor or 0)),
    Value.DAYS_EARLY: lambda seen: seen.days_early or 0,
    Value.AHEAD: lambda seen: int(seen.days_early is not None),
}


def _short_bps(asked_minor: int, paid_minor: int) -> int:
    """How many parts of 10,000 of what was asked were not paid, rounded up."""
    return BPS - min(paid_minor, asked_minor) * BPS // asked_minor if asked_minor else 0


_REVENUE = FLOWS.index(REVENUE)
_KEPT_DAYS = [KEPT_DAYS[flow] for flow in FLOWS]
_MARKED: dict[bool, dict[Kind, list[int]]] = {
    drawn: {
        kind: [place for place, mark in enumerate(MARKS) if kind in mark.kinds and not (mark.to_zero and drawn)]
        for kind in Kind
    }
    for drawn in (False, True)
}
_GROWN: dict[tuple[Kind, Payer | None], list[tuple[int, Callable[[Observation], int]]]] = {
    (kind, payer): [
        (place, _VALUES[flow.value])
        for place, flow in enumerate(FLOWS)
        if kind in flow.kinds and (flow.payers is None or payer in flow.payers)
    ]
    for kind in Kind
    for payer in (None, *Payer)
    if any(kind in flow.kinds for flow in FLOWS)
}
