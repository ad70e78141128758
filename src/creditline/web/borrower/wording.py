"""What happened on a line, in words a borrower understands."""

from dataclasses import dataclass

from creditline.lines.available import owed_minor
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line
from creditline.lines.outcome import Outcome
from creditline.money.grouped import grouped
from creditline.web.borrower.fact_words import facts_in_words
from creditline.web.i18n import N_, Language

_TITLES = {
    EventKind.LINE_OPENED: N_("Line opened"),
    EventKind.DRAW: N_("Draw"),
    EventKind.REPAYMENT: N_("Repayment"),
    EventKind.MERCHANT_REFUND: N_("Refund from a merchant"),
    EventKind.PAYOUT: N_("Credit balance paid out to you"),
    EventKind.FEE_CHARGED: N_("Fee"),
    EventKind.HOLD_PLACED: N_("Amount put on hold"),
    EventKind.HOLD_CAPTURED: N_("Held amount drawn"),
    EventKind.HOLD_VOIDED: N_("Hold released"),
    EventKind.HOLD_EXPIRED: N_("Hold ended by itself"),
    EventKind.INTEREST_ACCRUED: N_("Interest"),
    EventKind.REVERSAL: N_("Undone"),
    EventKind.LIMIT_CHANGED: N_("Limit changed"),
    EventKind.LINE_FROZEN: N_("Line frozen"),
    EventKind.LINE_UNFROZEN: N_("Line open again"),
    EventKind.LINE_CLOSED: N_("Line closed"),
    EventKind.REWOUND: N_("History booked anew"),
    EventKind.REPAYMENT_RETURNED: N_("Repayment returned by the bank"),
    EventKind.REPAYMENT_CLEARED: N_("Repayment is final"),
    EventKind.STATEMENT_ISSUED: N_("Statement"),
    EventKind.PAYMENT_DUE: N_("Payment due"),
    EventKind.PAYMENT_MET: N_("Paid in time"),
    EventKind.PAYMENT_MISSED: N_("Payment missed"),
    EventKind.BECAME_PAST_DUE: N_("Past due"),
    EventKind.BUCKET_CHANGED: N_("Past due for longer"),
    EventKind.CURED: N_("Nothing is past due any more"),
    EventKind.RE_AGED: N_("Late amounts are due anew"),
    EventKind.PLAN_STARTED: N_("Relief agreed"),
    EventKind.PLAN_ENDED: N_("Pause ended"),
    EventKind.CHARGED_OFF: N_("Written off by the lender"),
    EventKind.RECOVERED: N_("Received after the write-off"),
    EventKind.FACTS_ATTESTED: N_("Facts recorded"),
}

_DECLINED_TITLES = {
    EventKind.DRAW: N_("Draw declined"),
    EventKind.HOLD_PLACED: N_("Hold declined"),
    EventKind.HOLD_CAPTURED: N_("Drawing the held amount declined"),
}

_REFUSALS = {
    Outcome.LINE_CLOSED: N_("This line is closed and gives no new credit."),
    Outcome.LINE_CHARGED_OFF: N_("This line was written off and gives no new credit. Repaying still works."),
    Outcome.LINE_FROZEN: N_("The line is frozen, so no credit can be taken. Repaying still works."),
    Outcome.LINE_NOT_FROZEN: N_("The line was not frozen."),
    Outcome.LINE_EXPIRED: N_("The line’s term has ended, so no new credit can be taken."),
    Outcome.NO_LIMIT: N_("No limit has been decided for this line yet."),
    Outcome.OVER_AVAILABLE: N_("That was more than the %(available)s available at the time."),
    Outcome.OVER_PRICE_CAP: N_("With its fees it would have cost more than the law allows."),
    Outcome.HOLD_NOT_OPEN: N_("This hold had already been used or released."),
    Outcome.OVER_HOLD: N_("That was more than the amount on hold."),
    Outcome.HOLDS_OPEN: N_("Amounts are still on hold; the line can be closed once they are settled."),
    Outcome.OVER_CREDIT: N_("That was more than your credit balance."),
    Outcome.EVENT_UNKNOWN: N_("There was nothing to undo."),
    Outcome.NOT_REVERSIBLE: N_("This cannot be undone."),
    Outcome.ALREADY_REVERSED: N_("This had already been undone."),
    Outcome.PLAN_RUNS: N_("A pause is running already."),
    Outcome.NOTHING_OWED: N_("There was nothing owed that it could be about."),
    Outcome.NOT_PAST_DUE: N_("Nothing was past due."),
}

_DONE = {
    EventKind.DRAW: N_("You have drawn %(amount)s. You can still draw %(available)s."),
    EventKind.REPAYMENT: N_("%(amount)s received, thank you. You can draw %(available)s now."),
}


@dataclass(frozen=True, slots=True)
class Again:
    """What a borrower may do all the same after a warning: the amount, the key, and where the form goes."""

    amount: str
    key: str
    action: str


@dataclass(frozen=True, slots=True)
class Message:
    """An answer to what the borrower just did. tone: success, warning or danger. again: to go on all the same."""

    tone: str
    text: str
    again: Again | None = None


def title_of(event: Event, language: Language) -> str:
    """Say in a few words what happened."""
    if event.accepted:
        return language.gettext(_TITLES[event.kind])
    if event.kind in _DECLINED_TITLES:
        return language.gettext(_DECLINED_TITLES[event.kind])
    return language.gettext("%(what)s: declined") % {"what": language.gettext(_TITLES[event.kind])}


def refusal_of(event: Event, language: Language) -> str:
    """Say why a refused command was refused."""
    available = language.money(event.available_after_minor, event.after.terms.currency)
    return language.gettext(_REFUSALS[event.outcome]) % {"available": available}


def note_of(event: Event, language: Language) -> str:
    """Say what is worth knowing beyond the title; empty if nothing is."""
    if not event.accepted:
        return refusal_of(event, language)
    if event.kind is EventKind.LIMIT_CHANGED:
        return _joined(language, _limit_change(event, language), _reason(event, language))
    if event.kind is EventKind.FACTS_ATTESTED:
        return facts_in_words(event, language)
    if event.kind is EventKind.REPAYMENT_RETURNED:
        return _joined(
            language,
            language.gettext("It counts as not paid from its own day on. One return alone never lowers your limit."),
            _reason(event, language),
        )
    if event.forced:
        return _joined(
            language, language.gettext("Booked although it was more than what was available."), _reason(event, language)
        )
    return _reason(event, language)


def _reason(event: Event, language: Language) -> str:
    """Return the stated reason, translated if the catalogue has it, as it has those of the sandbox's stories."""
    if event.reason in _RULES:
        return language.gettext(_RULES[event.reason])
    return grouped(language.gettext(event.reason)) if event.reason else ""


_RULES = {
    "late_payment": N_("For a payment that was late."),
    "early_repayment": N_("For paying back ahead of time."),
    "returned_payment": N_("For the repayment that came back."),
    "guarantee_fee": N_("This month’s part of the guarantee fee."),
}


def _limit_change(event: Event, language: Language) -> str:
    before, after = (
        _limit(minor, event.after, language) for minor in (event.limit_before_minor, event.after.limit_minor)
    )
    return language.gettext("From %(before)s to %(after)s.") % {"before": before, "after": after}


def _limit(minor: int | None, line: Line, language: Language) -> str:
    return language.gettext("no limit") if minor is None else language.money(minor, line.terms.currency)


def _joined(language: Language, *parts: str | None) -> str:
    return language.between_sentences.join(part for part in parts if part)


def answer_to(event: Event, language: Language) -> Message:
    """Return what to tell the borrower whose command ended in `event`."""
    if not event.accepted:
        words = {"what": title_of(event, language), "why": refusal_of(event, language)}
        return Message("warning", language.gettext("%(what)s. %(why)s") % words)
    if event.kind not in _DONE:
        return Message("success", title_of(event, language))
    currency = event.after.terms.currency
    words = {
        "amount": language.money(event.amount_minor, currency),
        "available": language.money(event.available_after_minor, currency),
    }
    return Message("success", _joined(language, language.gettext(_DONE[event.kind]) % words, _left(event, language)))


def _left(event: Event, language: Language) -> str:
    """Say, after a repayment, that nothing is owed any more, or that too much was paid."""
    line = event.after
    if event.kind is not EventKind.REPAYMENT or owed_minor(line):
        return ""
    if line.balances.credit:
        credit = language.money(line.balances.credit, line.terms.currency)
        return language.gettext("Everything is repaid, and %(credit)s more: we owe you that.") % {"credit": credit}
    return language.gettext("Everything is repaid.")
