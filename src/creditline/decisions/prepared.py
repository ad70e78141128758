"""Policies made ready once a process: compiled, and with their reason texts at hand."""

from dataclasses import dataclass

from creditline.policy.compiled import PreparedPolicy
from creditline.policy.policy import Policy
from creditline.policy.reasons import ReasonTexts


@dataclass(frozen=True, slots=True)
class Prepared:
    """A policy as it evaluates fast, and the texts of its reasons."""

    policy: PreparedPolicy
    texts: ReasonTexts


_PREPARED: dict[str, Prepared] = {}


def prepared(policy: Policy) -> Prepared:
    """Return a policy made ready; the same for every policy of the same files."""
    if policy.sha256 not in _PREPARED:
        _PREPARED[policy.sha256] = Prepared(PreparedPolicy(policy), ReasonTexts(policy))
    return _PREPARED[policy.sha256]
