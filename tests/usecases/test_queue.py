"""What waits for the writer: every command is taken once, a line's in their order, and by one lane at a time."""

import asyncio
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import make_draw
from creditline.usecases.queue import Queue, QueueFull, Waiting, WriterStopped

LANES = 3
STEPS = st.lists(st.tuples(st.just("put"), st.integers(0, 5)) | st.tuples(st.just("turn"), st.integers(0, LANES - 1)))


def waiting(line: int, number: int = 1) -> Waiting:
    return Waiting(make_draw(f"line_{line}", number), asyncio.Future(loop=LOOP))


LOOP = asyncio.new_event_loop()


@given(STEPS, st.integers(1, 4))
def test_a_lines_commands_are_taken_in_their_order_and_by_one_lane_at_a_time(
    steps: list[tuple[str, int]], most: int
) -> None:
    queue = Queue(limit=10**6, lanes=LANES)
    under_way: dict[int, list[Waiting]] = {}
    asked: dict[str, list[int]] = defaultdict(list)
    taken: dict[str, list[int]] = defaultdict(list)

    def turn(lane: int) -> int:
        """Let a lane be answered, if it has something under way, and take anew."""
        queue.release(lane, under_way.pop(lane, []))
        group = queue.take(lane, most)
        held = {other.command.line_id for groups in under_way.values() for other in groups}
        for one in group:
            assert one.command.line_id not in held, "two lanes have a line"
            taken[one.command.line_id].append(one.command.amount_minor)
        under_way[lane] = group
        return len(group)

    for number, (step, which) in enumerate(steps, start=1):
        if step == "put":
            queue.put(waiting(which, number))
            asked[f"line_{which}"].append(number)
        else:
            turn(which)
        assert len(queue) == sum(map(len, asked.values())) - sum(map(len, taken.values()))
    while any([turn(lane) for lane in range(LANES)]):  # noqa: C419 - every lane takes its turn
        pass
    assert taken == asked


def test_each_of_two_lanes_takes_half_of_what_is_asked() -> None:
    queue = Queue(limit=1_000, lanes=2)
    for line in range(256):
        queue.put(waiting(line))
    first = queue.take(0, 500)
    assert len(first) == 128
    assert len(queue.take(1, 500)) == 128
    queue.release(0, first)
    for line in range(128):
        queue.put(waiting(line))
    assert len(queue.take(0, 500)) == 128


def test_a_small_group_is_not_divided() -> None:
    queue = Queue(limit=1_000, lanes=2)
    for line in range(20):
        queue.put(waiting(line))
    assert len(queue.take(0, 500)) == 20


def test_what_waits_behind_a_lane_is_taken_whole_since_no_other_may_take_it() -> None:
    queue = Queue(limit=1_000, lanes=2)
    for number in range(200):
        queue.put(waiting(1, number))
    first = queue.take(0, 500)
    assert queue.take(1, 500) == []
    queue.release(0, first)
    assert len(first) + len(queue.take(0, 500)) == 200


def test_more_than_the_limit_is_refused_until_something_is_taken() -> None:
    queue = Queue(limit=2, lanes=1)
    queue.put(waiting(1))
    queue.put(waiting(2))
    with pytest.raises(QueueFull):
        queue.put(waiting(3))
    queue.take(0, 1)
    queue.put(waiting(3))


def test_a_lane_that_fails_gives_back_what_waits_behind_it_and_the_others_go_on() -> None:
    queue = Queue(limit=10, lanes=2)
    queue.put(waiting(1))
    group = queue.take(0, 1)
    behind, other = waiting(1), waiting(2)
    queue.put(behind)
    queue.put(other)
    queue.release(0, group)
    assert queue.leave(0) == [behind]
    assert queue.take(1, 10) == [other]
    queue.put(late := waiting(1))
    assert queue.leave(1) == [late]
    with pytest.raises(WriterStopped):
        queue.put(waiting(3))
