"""When a feature gets better: its values on later days, if all that is owed is repaid today and nothing else happens.

A count of late days falls only as days leave its window, so no effort brings it down sooner. This is the best that a
borrower's own conduct can do for the features that the ledger gives; attested facts are changed in other ways.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from creditline.features.aggregates import YEAR_DAYS, Aggregate
from creditline.features.catalogue import CATALOGUE
from creditline.features.measures import Fact, Flow
from creditline.features.observation import ATTESTED, Kind, Observation
from creditline.features.observe import observe
from creditline.features.read import Values, read_some
from creditline.features.state import NO_AMOUNT, FeatureState
from creditline.lines.payer import Payer


def _is_attested(aggregate: Aggregate) -> bool:
    """Whether a feature is made of what is attested, which no conduct on the line changes."""
    parts = [getattr(aggregate, name) for name in aggregate.__slots__]
    return any(isinstance(part, Fact) or (isinstance(part, Flow) and ATTESTED & {*part.kinds}) for part in parts)


_OF_THE_LEDGER = frozenset(feature.name for feature in CATALOGUE if not _is_attested(feature.aggregate))


@dataclass(frozen=True, slots=True)
class Outlook:
    """The features of these names from the day `on`, on which all was repaid; `state` is the one after that.

    names: of those asked for, the ones that the ledger gives.
    """

    state: FeatureState
    on: date
    names: tuple[str, ...]
    _read: dict[int, Values] = field(default_factory=dict)

    @classmethod
    def of(cls, state: FeatureState, on: date, names: tuple[str, ...]) -> "Outlook":
        """Repay all that is owed by `state` on the day `on`. Raises HistoryRewound if that is before its last day."""
        repaid = Observation(
            kind=Kind.REPAYMENT,
            on=on,
            amount_minor=state.drawn_minor,
            payer=Payer.OWN,
            limit_minor=None if state.limit_minor == NO_AMOUNT else state.limit_minor,
        )
        return cls(observe(state, repaid), on, tuple(name for name in names if name in _OF_THE_LEDGER))

    def days_until(self, name: str, now: int, to: int) -> int | None:
        """Return in how many days at the earliest a feature that is `now` is `to` or better; None: not in a year."""
        return next((days for days in range(YEAR_DAYS + 1) if self._reaches(days, name, now, to)), None)

    def _reaches(self, days: int, name: str, now: int, to: int) -> bool:
        value = self._on(days)[name]
        return value is not None and (value <= to if to < now else value >= to)

    def _on(self, days: int) -> Values:
        if days not in self._read:
            self._read[days] = read_some(self.state, self.on + timedelta(days=days), self.names)
        return self._read[days]
