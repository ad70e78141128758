"""The strategies that come with the product: folders of policy, to start from and to change."""

from functools import cache
from importlib.resources import as_file, files

from creditline.law.pack import Pack
from creditline.law.shipped import pack
from creditline.policy.load import load_policy
from creditline.policy.policy import Policy

LAW_OF = {"cn-bank": "cn", "cn-consumer-finance": "cn", "cn-micro-loan": "cn", "us": "us"}
LENDER_OF = {
    "cn-bank": "bank",
    "cn-consumer-finance": "consumer_finance",
    "cn-micro-loan": "micro_lender",
    "us": "bank",
}


class StrategyUnknown(LookupError):
    """There is no strategy with this name."""

    code = "strategy-unknown"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no strategy '{name}'. There are {', '.join(LAW_OF)}; or give a folder of your own.")


@cache
def strategy(name: str) -> Policy:
    """Return a policy that comes with the product; raise StrategyUnknown."""
    if name not in LAW_OF:
        raise StrategyUnknown(name)
    with as_file(files("creditline.decisions").joinpath("policies", name)) as folder:
        return load_policy(folder)


def law_of(name: str) -> Pack:
    """Return the pack of rules that a strategy is made for; raise StrategyUnknown."""
    if name not in LAW_OF:
        raise StrategyUnknown(name)
    return pack(LAW_OF[name])
