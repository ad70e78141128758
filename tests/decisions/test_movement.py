from hypothesis import given
from hypothesis import strategies as st

from creditline.decisions.movement import Movement, movement_of, settled

AMOUNT = st.integers(0, 10**9)
MOVEMENT = st.builds(
    Movement,
    hysteresis_bps=st.integers(0, 3_000),
    least_change_minor=st.integers(0, 10**6),
    most_increase_bps=st.integers(0, 20_000),
    most_decrease_bps=st.integers(0, 10_000),
)
MULTIPLE = st.sampled_from([1, 100, 10_000])


@given(movement=MOVEMENT, current=AMOUNT, wish=AMOUNT, start=AMOUNT, multiple=MULTIPLE)
def test_a_limit_moves_towards_the_wish_and_never_past_it(
    movement: Movement, current: int, wish: int, start: int, multiple: int
) -> None:
    found = settled(movement, current=current, wish=wish, period_start=start, multiple=multiple)
    assert min(current, wish) <= found <= max(current, wish)


@given(movement=MOVEMENT, current=AMOUNT, wishes=st.tuples(AMOUNT, AMOUNT), start=AMOUNT, multiple=MULTIPLE)
def test_a_higher_wish_never_leads_to_a_lower_limit(
    movement: Movement, current: int, wishes: tuple[int, int], start: int, multiple: int
) -> None:
    low, high = (
        settled(movement, current=current, wish=wish, period_start=start, multiple=multiple) for wish in sorted(wishes)
    )
    assert low <= high


def test_a_line_without_a_limit_moves_at_once() -> None:
    movement = Movement(most_increase_bps=1, hysteresis_bps=9_999)
    assert settled(movement, current=None, wish=700, period_start=None, multiple=1) == 700


def test_parameters_that_a_policy_leaves_out_hold_nothing_back() -> None:
    assert movement_of({"hysteresis_bps": 5, "unknown": 3}) == Movement(hysteresis_bps=5)
