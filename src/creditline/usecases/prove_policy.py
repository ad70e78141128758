"""Keeping a policy's version, and proving what it promises: the certificate is kept whatever it says."""

import asyncio
import json
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from creditline.policy.load import load_policy
from creditline.store.database import Database
from creditline.store.lifecycle import (
    PolicyVersion,
    StoredCertificate,
    add_certificate,
    add_version,
    read_version,
)
from creditline.store.scorecards import find_card
from creditline.usecases.register_card import CardUnknown
from creditline.usecases.sources import files_of

CARD_FILE = "card.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToProve:
    """What is proven: a version, with the card that gives its score, for decisions from a day on (None: of any day)."""

    sha256: str
    card_id: str | None
    since: date | None


async def add_policy(database: Database, folder: Path, *, by: str, at: datetime) -> PolicyVersion:
    """Check the policy in `folder` and keep its files under their hash; raise PolicyRefused."""
    policy = load_policy(folder)
    version = PolicyVersion(
        sha256=policy.sha256,
        policy_id=policy.id,
        version=policy.version,
        files=files_of(folder),
        added_at=at,
        added_by=by,
    )
    await add_version(database, version)
    return version


async def certify(
    database: Database, wanted: ToProve, *, by: str, at: datetime, timeout_s: int = 60
) -> StoredCertificate:
    """Prove a version and keep the certificate; raise PolicyVersionUnknown, CardUnknown."""
    version = await read_version(database, wanted.sha256)
    card = None if wanted.card_id is None else await find_card(database, wanted.card_id)
    if wanted.card_id is not None and card is None:
        raise CardUnknown(wanted.card_id)
    content = await asyncio.to_thread(_proven, version, card.content if card else None, wanted.since, timeout_s)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    certificate = StoredCertificate(
        id=f"prf_{sha256(text.encode()).hexdigest()[:40]}",
        policy_sha256=version.sha256,
        card_id=card.id if card else None,
        since=wanted.since,
        verdict=str(content["verdict"]),
        content=text,
        made_at=at,
        made_by=by,
    )
    await add_certificate(database, certificate)
    return certificate


def _proven(version: PolicyVersion, card: str | None, since: date | None, timeout_s: int) -> dict[str, object]:
    from creditline.verify.prove import prove  # noqa: PLC0415 - loads the solver, which only proving needs

    with TemporaryDirectory(prefix="creditline-proof-") as place:
        folder = Path(place, "policy")
        for name, text in version.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        card_file = Path(place, CARD_FILE)
        if card is not None:
            card_file.write_text(card, encoding="utf-8")
        return prove(folder, card=card_file if card else None, since=since, timeout_s=timeout_s).as_dict()
