"""The audit trail and the people in it, in words."""

from creditline.access.principal import Actor
from creditline.access.rights import Role
from creditline.appeals.appeal import By
from creditline.web.i18n import N_, Language

DEEDS = {
    "appeal.approved": N_("approved a decision on an appeal"),
    "appeal.assigned": N_("took an appeal or gave it back"),
    "appeal.decided": N_("decided an appeal"),
    "appeal.extended": N_("extended a promised day"),
    "appeal.more_asked": N_("asked a borrower for more"),
    "appeal.read": N_("read an appeal"),
    "appeal.sent_back": N_("sent a decision back"),
    "appeals.assigned": N_("handed appeals out"),
    "appeals.listed": N_("listed appeals"),
    "appeals.unassigned": N_("took appeals back into the queue"),
    "borrower.entered": N_("came in by a link"),
    "customer.read": N_("read a customer"),
    "customers.listed": N_("listed customers"),
    "data.exported": N_("exported data"),
    "decision.read": N_("read a decision"),
    "endpoint.disabled": N_("disabled an endpoint"),
    "evidence.read": N_("opened a paper"),
    "flag.cleared": N_("cleared a flag"),
    "flag.read": N_("read a flag"),
    "flag.renewed": N_("renewed a flag"),
    "flags.listed": N_("listed flags"),
    "key.created": N_("made an API key"),
    "key.revoked": N_("revoked an API key"),
    "line.read": N_("read a line"),
    "lines.listed": N_("listed lines"),
    "lines.searched": N_("searched for lines"),
    "message.resent": N_("sent a message again"),
    "notice.read": N_("read a notice"),
    "notices.listed": N_("listed notices"),
    "policy.edited": N_("edited a policy"),
    "policy.proof_begun": N_("began a proof"),
    "policy.proposed": N_("proposed a policy"),
    "policy.rejected": N_("rejected a policy"),
    "policy.released": N_("released a policy"),
    "policy.rolled_back": N_("rolled a policy back"),
    "policy.shadow_started": N_("started a shadow"),
    "policy.shadow_stopped": N_("stopped a shadow"),
    "policy.waived": N_("signed a waiver"),
    "reviews.paused": N_("paused automatic reviews"),
    "reviews.resumed": N_("resumed automatic reviews"),
    "scorecard.watched": N_("looked for drift"),
    "staff.added": N_("added a person"),
    "staff.disabled": N_("shut a person out"),
    "staff.enabled": N_("let a person in again"),
    "staff.password_set": N_("set a password"),
    "staff.roles_set": N_("changed a person’s roles"),
    "staff.sign_in_failed": N_("failed to sign in"),
    "staff.signed_in": N_("signed in"),
    "staff.signed_out": N_("signed out"),
}
_KINDS = {
    "visitor": N_("visitor"),
    "borrower": N_("borrower"),
    "staff": N_("staff"),
    "api_key": N_("API key"),
    "system": N_("system"),
}
_NAMELESS = frozenset({"visitor", "borrower"})
ROLES = {
    Role.VIEWER: N_("viewer"),
    Role.OFFICER: N_("officer"),
    Role.APPROVER: N_("approver"),
    Role.ANALYST: N_("analyst"),
    Role.ADMIN: N_("admin"),
    Role.AUDITOR: N_("auditor"),
}


def deed_words(action: str, language: Language) -> str:
    """Say what somebody did; a deed without words goes by its name."""
    return language.gettext(DEEDS[action]) if action in DEEDS else action


def kind_words(kind: str, language: Language) -> str:
    """Say what somebody is to us."""
    return language.gettext(_KINDS[kind]) if kind in _KINDS else kind


def name_words(who: Actor | By, language: Language) -> str:
    """Return a name; who has none is called what they are."""
    return kind_words(who.kind, language) if who.kind in _NAMELESS else who.name
