"""Policies, laws and scorecards as decisions name them: read once a process, by the hash of what they say."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from creditline.decisions.decide import Model
from creditline.decisions.replay import SourceMissing
from creditline.law.pack import Pack
from creditline.law.read import parse_pack
from creditline.policy.load import load_policy
from creditline.policy.policy import Policy
from creditline.scoring.folder import card_of
from creditline.store.database import Database
from creditline.store.decisions import read_card, read_law, read_policy_files
from creditline.store.groups import writing
from creditline.store.wire import Wire

Policies = Mapping[str, Policy]
Models = Mapping[str, Model]

_POLICIES: dict[str, Policy] = {}
_PACKS: dict[str, Pack] = {}
_MODELS: dict[str, Model] = {}


async def policy_by(wire: Wire, sha256: str) -> Policy:
    """Return a policy by the hash of its files; raise SourceMissing."""
    if sha256 not in _POLICIES:
        files = await read_policy_files(wire, sha256)
        if files is None:
            raise SourceMissing("policy", sha256)
        _POLICIES[sha256] = policy_of_files(json.loads(files))
    return _POLICIES[sha256]


async def pack_by(wire: Wire, name: str, digest: str) -> Pack:
    """Return a pack of rules by the hash of its text; raise SourceMissing."""
    if digest not in _PACKS:
        content = await read_law(wire, digest)
        if content is None:
            raise SourceMissing("pack of rules", name)
        _PACKS[digest] = parse_pack(content.encode(), file=f"{name}.toml")
    return _PACKS[digest]


async def model_by(wire: Wire, card_id: str | None) -> Model | None:
    """Return a scorecard by its id; None for no id. Raises SourceMissing."""
    if card_id is None:
        return None
    if card_id not in _MODELS:
        content = await read_card(wire, card_id)
        if content is None:
            raise SourceMissing("scorecard", card_id)
        _MODELS[card_id] = Model(card_id, card_of(content))
    return _MODELS[card_id]


def policy_of_files(files: dict[str, str]) -> Policy:
    """Return the policy that files hold, by their names within its folder; raise PolicyRefused."""
    with TemporaryDirectory(prefix="creditline-policy-") as place:
        for name, text in files.items():
            path = Path(place, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return load_policy(Path(place))


@lru_cache(maxsize=16)
def files_of(folder: Path) -> dict[str, str]:
    """Return the files of a policy folder by their names within it: those that its hash covers."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.toml"))
    }


async def learn(database: Database, policies: Iterable[str], cards: Iterable[str]) -> tuple[Policies, Models]:
    """Return policies by their hashes and scorecards by their ids; ask the database only for what is new here.

    Raises SourceMissing.
    """
    policies, cards = set(policies), set(cards)
    if not (policies <= _POLICIES.keys() and cards <= _MODELS.keys()):
        async with writing(database) as connection:
            for sha256 in policies:
                await policy_by(connection, sha256)
            for card_id in cards:
                await model_by(connection, card_id)
    return {sha256: _POLICIES[sha256] for sha256 in policies}, {card_id: _MODELS[card_id] for card_id in cards}
