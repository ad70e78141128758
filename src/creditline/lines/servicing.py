"""What is planned and asked for on a line: schedules, dues, repayments that are not final, hardship, the record so far.

One value, carried by the line and by each of its events: so the line as of any day has the schedule of that day, and a
replay rebuilds all of it (docs/adr/0013). Amounts are minor units.
"""

from datetime import date

from creditline.lines.product import Method, Product, bucket_of
from creditline.lines.schedule import Instalment
from creditline.values import changed, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A draw that is paid back in instalments: those that are still to fall due, and what has left the schedule.

    draw: version under which the draw was booked first. drawn_minor: its principal. gone_minor: principal that fell
    due or was paid ahead. drawn_minor = gone_minor + the sum of `instalments`.
    """

    draw: int
    method: Method
    drawn_minor: int
    gone_minor: int
    instalments: tuple[Instalment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What was asked for by `due_on`, as far as it is not paid.

    further_minor: what a full payment of a statement takes beyond the minimum; 0 for instalments. late: whether its
    day and its grace have passed, and it was not paid.
    """

    due_on: date
    principal_minor: int
    interest_minor: int
    fees_minor: int
    further_minor: int = 0
    late: bool = False

    @property
    def unpaid_minor(self) -> int:
        """What is left of it."""
        return self.principal_minor + self.interest_minor + self.fees_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncleared:
    """A repayment that may still be returned: `held_minor` of the line comes back when `final_on` begins."""

    repayment: int
    final_on: date
    held_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Servicing:
    """Everything about paying back that is not a balance.

    opened_on: the last day whose beginning was looked at. late_since: due day of the oldest amount past due and past
    its grace. bucket: of the days past due. full_in_row, minimum_in_row: payments in a row that were full, or at least
    the minimum, on their day. paused_until: last day of a pause. charged_off_on: the day the line was written off.
    """

    opened_on: date
    plans: tuple[Plan, ...] = ()
    dues: tuple[Due, ...] = ()
    uncleared: tuple[Uncleared, ...] = ()
    late_since: date | None = None
    bucket: int = 0
    full_in_row: int = 0
    minimum_in_row: int = 0
    paused_until: date | None = None
    charged_off_on: date | None = None

    @property
    def unreleased_minor(self) -> int:
        """How much of the line is held until repayments are final."""
        return sum(each.held_minor for each in self.uncleared)

    @property
    def planned_minor(self) -> int:
        """Principal that is to fall due by instalments."""
        return sum(each.principal_minor for plan in self.plans for each in plan.instalments)

    @property
    def unpaid_minor(self) -> int:
        """What was asked for and is not paid, late or not."""
        return sum(due.unpaid_minor for due in self.dues)


def days_past_due(servicing: Servicing | None, on: date) -> int:
    """Days since the oldest unpaid amount was due; 0 as long as its grace lasts."""
    if servicing is None or servicing.late_since is None:
        return 0
    return (on - servicing.late_since).days


def oldest_unpaid(servicing: Servicing) -> Due | None:
    """Return the due that has waited longest for its money."""
    return min((due for due in servicing.dues if due.unpaid_minor), key=lambda due: due.due_on, default=None)


def judged(servicing: Servicing, product: Product, on: date) -> Servicing:
    """Return `servicing` with lateness as its dues have it on `on`; what was late and is paid is let go."""
    dues = tuple(due for due in servicing.dues if due.unpaid_minor or not due.late)
    since = min((due.due_on for due in dues if due.late), default=None)
    bucket = 0 if since is None else bucket_of(product, (on - since).days)
    return changed(servicing, dues=dues, late_since=since, bucket=bucket)


def next_due(servicing: Servicing, on: date) -> date | None:
    """Return the next day, from `on`, by which something has to be paid; None where nothing is planned."""
    asked = (due.due_on for due in servicing.dues if due.unpaid_minor and due.due_on >= on)
    planned = (each.due_on for plan in servicing.plans for each in plan.instalments if each.due_on >= on)
    return min((*asked, *planned), default=None)
