"""The commands, and how their failures are told: one sentence on stderr, exit 1."""

import gc
import os
import signal
import sys
from types import FrameType

from cyclopts import App

from creditline import __version__
from creditline.cli.console import SENTENCE_ERRORS, complain

APP = App(
    name="creditline",
    help="The credit line manager: every limit correct at commit, and proven not to punish repayment.",
    version=__version__,
    version_flags=["--version"],
)
APP.command("creditline.cli.demo:demo", help="Fill a sandbox and serve it.")
APP.command("creditline.cli.serve:serve", help="Serve the API and the pages.")
APP.command("creditline.cli.migrate:migrate", help="Bring the database to the schema of this version.")
APP.command("creditline.cli.doctor:doctor", help="Look at this machine and say what is missing.")
APP.command("creditline.cli.check:check", help="Check every invariant of the book.")
APP.command("creditline.cli.funding:APP", name="funding", help="Agreements of several lenders, and their statements.")
APP.command("creditline.cli.version:version", help="Print the version.")
APP.command("creditline.cli.import_data:APP", name="import", help="Import a data set as lines with a history.")
APP.command("creditline.cli.features:APP", name="features", help="Behavioural features of lines.")
APP.command(
    "creditline.cli.decide:decide_facts", name="decide", help="Decide once, from a file of facts; nothing is stored."
)
APP.command("creditline.cli.decisions:APP", name="decisions", help="Decisions: replay them, decide what waits.")
APP.command("creditline.cli.clock:APP", name="clock", help="Read the sandbox's clock, or move it forward.")
APP.command("creditline.cli.eod:eod", help="Close the days that have ended.")
APP.command("creditline.cli.lines:APP", name="lines", help="Look at lines.")
APP.command("creditline.cli.tape:APP", name="tape", help="The day tape: one row a line and day.")
APP.command("creditline.cli.score:APP", name="score", help="Train, prove, explain and compare scorecards.")
APP.command("creditline.cli.policy:APP", name="policy", help="Check, test, prove, exchange and evaluate policies.")
APP.command("creditline.cli.law:APP", name="law", help="The rules of law, and decisions before a late one.")
APP.command("creditline.cli.staff:APP", name="staff", help="Add people, give them roles, shut them out.")
APP.command("creditline.cli.keys:APP", name="keys", help="Make and revoke API keys.")
APP.command("creditline.cli.bench:APP", name="bench", help="Measure throughput, and survival of kill -9.")


_COLLECT_SELDOM = (
    50_000,
    20,
    100,
)  # commands make many small objects and no cycles: a quarter of the time was spent looking


def main() -> None:
    """Run the command line."""
    signal.signal(signal.SIGTERM, _terminate)
    gc.set_threshold(*_COLLECT_SELDOM)
    try:
        APP()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except SENTENCE_ERRORS as error:
        if not hasattr(error, "code"):
            raise
        complain(error)
        sys.exit(1)


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    """Leave through the front door on SIGTERM, so that everything opened is closed."""
    sys.exit(143)
