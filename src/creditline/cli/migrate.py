"""`creditline migrate`."""

from creditline.cli.console import MESSAGES, print_json
from creditline.cli.run import Data, Json, server_url
from creditline.store.migrate import migrate as migrate_database


def migrate(*, data: Data = None, json: Json = False) -> None:
    """Bring the database to the schema of this version; create it if it is missing."""
    with server_url(data) as url:
        before, after = migrate_database(url)
    if json:
        print_json({"before": before, "after": after})
    elif before == after:
        MESSAGES.print(f"[green]✓[/] The schema is at {after}; nothing to do.")
    else:
        MESSAGES.print(f"[green]✓[/] The schema went from {before or 'none'} to {after}.")
