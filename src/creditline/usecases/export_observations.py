"""Writing what was observed of all lines to a file, for computing features outside the database."""

from pathlib import Path

from creditline.store.database import Database
from creditline.store.features import all_observations
from creditline.training.dataset import write_parquet


async def export_observations(database: Database, out: Path) -> int:
    """Write the relation that the SQL form reads to a Parquet file and return its number of rows.

    Raises StoreUnavailable, and OSError where the file cannot be written.
    """
    rows = await all_observations(database)
    write_parquet(out, rows)
    return len(rows)
