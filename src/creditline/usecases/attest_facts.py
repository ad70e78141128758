"""Recording what somebody vouches for about a borrower, so that features know it at once."""

from collections.abc import Sequence

from creditline.store.database import Database
from creditline.store.features import AttestedFact, record_facts
from creditline.store.lines import read_line
from creditline.usecases.rebuild_features import rebuild_features


async def attest_facts(database: Database, facts: Sequence[AttestedFact]) -> None:
    """Record the facts and make the feature states of their lines anew: a fact may count from a day that has passed.

    Raises LineUnknown; GroupRejected where a debt or an inquiry lacks its consent, and then none is recorded;
    StoreUnavailable.
    """
    lines = sorted({fact.line_id for fact in facts})
    for line_id in lines:
        await read_line(database, line_id)
    await record_facts(database, facts)
    for line_id in lines:
        await rebuild_features(database, line_id=line_id)
