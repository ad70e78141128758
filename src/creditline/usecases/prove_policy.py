"""Keeping a policy's version, and proving what it promises: the certificate is kept whatever it says."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

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
from creditline.usecases.sources import files_of, write_files

CARD_FILE = "card.toml"
_ONE_AT_A_TIME = Lock()
"""The solver keeps its terms in one place for the whole process, which two threads must not work in."""

Asked = Callable[[int], None]
"""Told how many questions were asked so far, from the thread that proves."""


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


async def questions_in(database: Database, wanted: ToProve) -> int:
    """Return how many questions the proof will ask; raise PolicyVersionUnknown, CardUnknown."""
    version, card = await _subject(database, wanted)
    return await asyncio.to_thread(_counted, version, card)


async def certify(
    database: Database,
    wanted: ToProve,
    *,
    by: str,
    at: datetime,
    timeout_s: int = 60,
    asked: Asked = lambda _: None,
) -> StoredCertificate:
    """Prove a version and keep the certificate; raise PolicyVersionUnknown, CardUnknown."""
    version, card = await _subject(database, wanted)
    content = await asyncio.to_thread(_proven, version, card, wanted.since, timeout_s, asked)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    certificate = StoredCertificate(
        id=f"prf_{sha256(text.encode()).hexdigest()[:40]}",
        policy_sha256=version.sha256,
        card_id=wanted.card_id,
        since=wanted.since,
        verdict=str(content["verdict"]),
        content=text,
        made_at=at,
        made_by=by,
    )
    await add_certificate(database, certificate)
    return certificate


async def _subject(database: Database, wanted: ToProve) -> tuple[PolicyVersion, str | None]:
    version = await read_version(database, wanted.sha256)
    card = None if wanted.card_id is None else await find_card(database, wanted.card_id)
    if wanted.card_id is not None and card is None:
        raise CardUnknown(wanted.card_id)
    return version, card.content if card else None


def _counted(version: PolicyVersion, card: str | None) -> int:
    from creditline.verify.prove import count_questions  # noqa: PLC0415 - loads the solver, which only proving needs

    with _laid_out(version, card) as (folder, card_file):
        return count_questions(folder, card_file)


def _proven(
    version: PolicyVersion, card: str | None, since: date | None, timeout_s: int, asked: Asked
) -> dict[str, object]:
    from creditline.verify.prove import prove  # noqa: PLC0415 - loads the solver, which only proving needs

    said: list[str] = []

    def progress(question: str) -> None:
        said.append(question)
        asked(len(said) - 1)

    with _ONE_AT_A_TIME, _laid_out(version, card) as (folder, card_file):
        return prove(folder, card=card_file, since=since, timeout_s=timeout_s, progress=progress).as_dict()


@contextmanager
def _laid_out(version: PolicyVersion, card: str | None) -> Iterator[tuple[Path, Path | None]]:
    """Yield a folder that holds the version's files, and the card's file."""
    with TemporaryDirectory(prefix="creditline-proof-") as place:
        folder = Path(place, "policy")
        write_files(folder, version.files)
        if card is None:
            yield folder, None
            return
        card_file = Path(place, CARD_FILE)
        card_file.write_text(card, encoding="utf-8")
        yield folder, card_file
