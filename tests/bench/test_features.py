"""The measurement of what features cost measures something."""

from creditline.bench.features import run
from creditline.features.catalogue import CATALOGUE


def test_every_figure_is_measured_on_a_portfolio_with_observations() -> None:
    costs = run()
    assert (costs.features, costs.lines) == (len(CATALOGUE), 60)
    assert costs.observations > 1_000
    assert min(costs.observe_us, costs.read_us, costs.pack_us, costs.unpack_us) > 0
    assert 0 < costs.bytes_mean <= costs.bytes_most
    assert costs.as_dict()["observe_and_read_us"] == costs.observe_us + costs.read_us
