"""Features that must not enter a decision on a limit, by any of their names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from creditline.law.pack import Law
from creditline.law.terms import ForbiddenFeatureTerms


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A feature that is forbidden: its name as given and in the rule, the rule, and the consent that allows it."""

    feature: str
    name: str
    rule_id: str
    unless: str | None


class FeatureForbidden(ValueError):
    """A feature that the law forbids must not be declared, trained on or scored."""

    code = "feature-forbidden"

    def __init__(self, forbidden: Forbidden) -> None:
        super().__init__(
            f"The feature '{forbidden.feature}' is forbidden by {forbidden.rule_id} ({forbidden.name}). Take it out."
        )


def forbidden_feature(law: Law, name: str) -> Forbidden | None:
    """Return why a feature may not be used; None if it may.

    A name is forbidden if one of the forbidden names stands in it as whole words: `social_graph_degree` by
    `social_graph`. Case and the sign between words do not matter.
    """
    words = f"_{_words(name)}_"
    for provision, terms in law.terms(ForbiddenFeatureTerms):
        for forbidden in terms.names:
            if f"_{_words(forbidden)}_" in words:
                return Forbidden(name, forbidden, provision.rule.id, terms.unless)
    return None


def check_features(law: Law, names: Iterable[str], *, consents: frozenset[str] = frozenset()) -> None:
    """Raise FeatureForbidden for the first feature that may not be used with the consents given."""
    for name in names:
        found = forbidden_feature(law, name)
        if found is not None and found.unless not in consents:
            raise FeatureForbidden(found)


def _words(name: str) -> str:
    return "_".join(re.findall(r"[a-z0-9]+", re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()))
