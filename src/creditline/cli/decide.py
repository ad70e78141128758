"""`creditline decide`: one decision from a file of facts, told as a story, without a database."""

import json as json_format
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from rich.rule import Rule

from creditline.cli.console import MESSAGES, OUTPUT, print_json
from creditline.cli.run import Json
from creditline.decisions.decide import Model, decide
from creditline.decisions.decision import Decision
from creditline.decisions.fact_text import facts_of_json
from creditline.decisions.inputs import Inputs
from creditline.decisions.packs import LAW_OF, strategy
from creditline.decisions.record import record_text
from creditline.decisions.story import headline, story
from creditline.decisions.trigger import Trigger
from creditline.law.pack import rules_in_force
from creditline.law.shipped import pack
from creditline.money.amount import parse_minor
from creditline.policy.load import load_policy
from creditline.policy.policy import Policy
from creditline.scoring.folder import card_id, load_card

_ABOUT = {"line_id", "version", "trigger", "current_limit", "facts", "features", "known_at"}


class FactsUnreadable(ValueError):
    """A file of facts is a JSON object."""

    code = "facts-unreadable"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"'{path}' cannot be read as facts: {why}. docs/reference/decisions.md has the format.")


def decide_facts(
    *,
    facts: Annotated[Path, Parameter(help="A JSON file: facts by name, or an object with facts, features and more.")],
    policy: Annotated[str, Parameter(help="A policy folder, or the name of a strategy that comes with the product.")],
    at: Annotated[date, Parameter(help="The business date of the decision.")],
    law: Annotated[str | None, Parameter(help="A pack of rules: cn, us, eu, uk, qc. Left out: the strategy's.")] = None,
    card: Annotated[Path | None, Parameter(help="A scorecard that gives the score.")] = None,
    explain: Annotated[bool, Parameter(negative="", help="Tell the whole story, in English and Chinese.")] = False,
    json: Json = False,
) -> None:
    """Decide once, from a file of facts, and say what bound the limit. Nothing is stored."""
    chosen, pack_name = _policy(policy), law or LAW_OF.get(policy, "cn")
    made = _decide(_read(facts), chosen, pack_name, card, at)
    if explain:
        _tell(made, chosen)
    elif not json:
        OUTPUT.print(headline(made, chosen.currency), soft_wrap=True)
        for reason in made.reasons:
            OUTPUT.print(f"  {reason.code}: {reason.en}", soft_wrap=True)
    if json:
        print_json(json_format.loads(record_text(made)))


def _policy(name: str) -> Policy:
    folder = Path(name)
    return load_policy(folder) if folder.is_dir() else strategy(name)


def _read(path: Path) -> dict[str, Any]:
    try:
        given = json_format.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FactsUnreadable(path, str(error)) from error
    if not isinstance(given, dict):
        raise FactsUnreadable(path, "it is no object")
    if "facts" not in given:
        return {"facts": given}
    strange = sorted(set(given) - _ABOUT)
    if strange:
        raise FactsUnreadable(path, f"'{strange[0]}' means nothing here; known are {', '.join(sorted(_ABOUT))}")
    return given


def _decide(given: dict[str, Any], policy: Policy, pack_name: str, card: Path | None, on: date) -> Decision:
    rules = pack(pack_name)
    at = datetime.combine(on, time(12), UTC)
    known_at = datetime.fromisoformat(given["known_at"]) if "known_at" in given else at
    inputs = _inputs(given, policy)
    model = None
    if card is not None:
        loaded = load_card(card)
        model = Model(card_id(loaded), loaded)
    return decide(inputs, model, policy, rules_in_force(rules, on, known_at), at, known_at=known_at)


def _inputs(given: dict[str, Any], policy: Policy) -> Inputs:
    current = given.get("current_limit")
    return Inputs(
        line_id=str(given.get("line_id", "line_of_the_file")),
        version=int(given.get("version", 1)),
        trigger=Trigger(given.get("trigger", Trigger.REVIEW.value)),
        current_limit_minor=None if current is None else parse_minor(str(current), policy.currency),
        facts=facts_of_json(given["facts"]),
        features=given.get("features", {}),
    )


def _tell(made: Decision, policy: Policy) -> None:
    MESSAGES.print(Rule(f"{policy.title.en} · {policy.title.zh}"))
    for title, lines in story(made, policy.currency):
        OUTPUT.print(f"[bold]{title}[/]")
        for line in lines:
            OUTPUT.print(f"  {line}", soft_wrap=True, markup=False)
    OUTPUT.print("[bold]告知客户[/]")
    OUTPUT.print(f"  {headline(made, policy.currency, 'zh')}", soft_wrap=True)
    for reason in made.reasons:
        OUTPUT.print(f"  {reason.code}：{reason.zh}", soft_wrap=True, markup=False)
    OUTPUT.print("[bold]Signed[/]\n  name ____________________  date ____________________")
