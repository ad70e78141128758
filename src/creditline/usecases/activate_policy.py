"""Letting a policy decide from an instant on: its files, its law and its scorecard are kept for ever."""

from dataclasses import dataclass
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path

from creditline.decisions.packs import LAW_OF, StrategyUnknown
from creditline.law.read import parse_pack
from creditline.law.shipped import pack_text
from creditline.policy.load import load_policy
from creditline.policy.policy import Policy
from creditline.store.database import Database
from creditline.store.decision_files import ActivationWanted, LawText, PolicyText, activate
from creditline.usecases.sources import files_of


@dataclass(frozen=True, slots=True)
class Activated:
    """What decides from now on."""

    policy_id: str
    version: str
    sha256: str
    pack: str


async def activate_policy(
    database: Database, folder: Path, *, pack: str, wanted: ActivationWanted, at: datetime
) -> Activated:
    """Check the policy in `folder` and let it decide by the law of `pack`; raise PolicyRefused, PackUnknown.

    The lines of its policy id are decided by it from `wanted.active_from` on.
    """
    policy = load_policy(folder)
    text = pack_text(pack)
    law = LawText(digest=parse_pack(text, file=f"{pack}.toml").digest, pack=pack, content=text.decode())
    await activate(database, _policy_text(policy, folder), law, wanted, at)
    return Activated(policy.id, policy.version, policy.sha256, pack)


async def activate_strategy(database: Database, name: str, *, wanted: ActivationWanted, at: datetime) -> Activated:
    """Let a strategy that comes with the product decide; raise StrategyUnknown."""
    if name not in LAW_OF:
        raise StrategyUnknown(name)
    with as_file(files("creditline.decisions").joinpath("policies", name)) as folder:
        return await activate_policy(database, folder, pack=LAW_OF[name], wanted=wanted, at=at)


def _policy_text(policy: Policy, folder: Path) -> PolicyText:
    return PolicyText(sha256=policy.sha256, policy_id=policy.id, version=policy.version, files=files_of(folder))
