"""What the workbench says of promises, verdicts, and refusals."""

from creditline.policy.fault import PolicyRefused
from creditline.usecases.edit_policy import RowUnusable, VersionUnnamed
from creditline.usecases.release_policy import (
    CertificateOfAnother,
    NothingBefore,
    NothingToWaive,
    PromiseRefuted,
    PromiseUnproven,
    ProposalSettled,
    SamePerson,
    StartsInPast,
)
from creditline.web.i18n import N_, Language

PROMISES = {
    "P1": N_("Who repays never has less than who does not"),
    "P2": N_("A repayment never lowers the limit"),
    "P3": N_("What speaks for a borrower never lowers the limit"),
    "P4": N_("Using a right changes nothing"),
    "P5": N_("Every case has one answer"),
    "P6": N_("The limit is never above the legal cap"),
    "P7": N_("The limit has no cliff"),
    "P8": N_("Every decrease has a reason"),
}
VERDICTS = {
    "proven": N_("proven"),
    "refuted": N_("refuted"),
    "unknown": N_("unknown"),
    None: N_("not proven yet"),
}
METHODS = {
    "cells": N_("all cells counted through"),
    "smt": N_("solver"),
    "card": N_("the card's own bins"),
    "loading": N_("reading"),
}
NOTES = {
    "rows may fall": N_("By the rows alone a limit may fall"),
    "the formula may fall, though no row does": N_("By the formula alone a limit may fall, though no row does"),
    "no hard constraint is this cap": N_("No hard constraint is the legal cap"),
}
TONES = {"proven": "success", "refuted": "danger", "unknown": "warning"}
SIGNS = {"proven": "✓", "refuted": "✗", "unknown": "?"}
SETTLED = {"released": N_("released"), "rejected": N_("rejected"), None: N_("waits for a second person")}

_WORDS: dict[type[Exception], str] = {
    CertificateOfAnother: N_("That certificate is of another version or scorecard. Prove this version first."),
    NothingBefore: N_("Nothing decided for these lines before what decides now."),
    NothingToWaive: N_("No promise of this policy was refuted, so there is nothing to waive."),
    PromiseRefuted: N_("The proof shows a broken promise. Mend the policy, or let a second person sign a waiver."),
    PromiseUnproven: N_("A promise is neither proven nor refuted. Unknown is not proven, and no waiver helps."),
    ProposalSettled: N_("That was said of this proposal already. Make a new one."),
    SamePerson: N_("You proposed this policy yourself. Somebody else has to release it or sign a waiver."),
    StartsInPast: N_("That day has passed. Choose a later one."),
    VersionUnnamed: N_("The version needs a name of up to 40 letters, digits, dots and hyphens."),
}
REFUSALS: tuple[type[Exception], ...] = (*_WORDS, PolicyRefused, RowUnusable)


def policy_refusal(refused: Exception, language: Language) -> str:
    """Say why something was not done; a policy's own faults in the words of the policy language."""
    words = _WORDS.get(type(refused))
    return str(refused) if words is None else language.gettext(words)
