"""The packs that come with the product."""

from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from creditline.law.pack import Pack
from creditline.law.read import parse_pack
from creditline.law.rule import Rule

PACKS = ("basel", "cn", "eu", "qc", "uk", "us")
_NEAR = 4


class PackUnknown(LookupError):
    """There is no pack of rules with this name."""

    code = "pack-unknown"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no pack of rules '{name}'. There are {', '.join(PACKS)}.")


class NoSuchRule(LookupError):
    """No pack that comes with the product has a rule with this id."""

    code = "no-such-rule"

    def __init__(self, rule_id: str, near: list[str]) -> None:
        meant = f" Near to it are {', '.join(near)}." if near else ""
        super().__init__(f"There is no rule '{rule_id}' in any pack.{meant} 'creditline law list --all' has them all.")


@cache
def pack(name: str) -> Pack:
    """Return a pack that comes with the product; raise PackUnknown."""
    return parse_pack(pack_text(name), file=f"{name}.toml")


def pack_text(name: str) -> bytes:
    """Return the text of a pack that comes with the product; raise PackUnknown."""
    if name not in PACKS:
        raise PackUnknown(name)
    return files("creditline.law").joinpath("data", f"{name}.toml").read_bytes()


def find_rule(rule_id: str) -> tuple[Pack, Rule]:
    """Return a rule of any pack by its id, in capitals or not, and its pack; raise NoSuchRule."""
    found = {rule.id: (each, rule) for each in map(pack, PACKS) for rule in each.rules}
    if rule_id.upper() not in found:
        raise NoSuchRule(rule_id, _near(rule_id, [rule for _, rule in found.values()]))
    return found[rule_id.upper()]


def _near(text: str, rules: list[Rule]) -> list[str]:
    """Return ids that are spelt like `text`, then those of rules whose titles have it."""
    alike = get_close_matches(text.upper(), [rule.id for rule in rules], n=_NEAR)
    titled = [rule.id for rule in rules if text.casefold() in f"{rule.title} {rule.title_zh}".casefold()]
    return list(dict.fromkeys([*alike, *titled]))[:_NEAR]
