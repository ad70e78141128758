"""Appeals in words: states, papers, outcomes, what happened, and why something cannot be done."""

from creditline.access.pass_token import PassInvalid
from creditline.appeals import refusals
from creditline.appeals.appeal import Appeal, AppealEvent, AppealOutcome, EvidenceKind, Happened, State
from creditline.store.files import FilesUnavailable
from creditline.usecases.decide_appeal import FREEZE, EffectRefused, ReleaseUnknown
from creditline.usecases.file_appeal import AppealOpen, NothingToAppeal, TooManyPapers
from creditline.usecases.work_appeal import AppealMoved
from creditline.web import paper
from creditline.web.i18n import N_, Language

STATES = {
    State.FILED: N_("Received"),
    State.ASSIGNED: N_("Being looked at"),
    State.NEEDS_MORE: N_("More is needed from you"),
    State.PROPOSED: N_("Being checked by a second person"),
    State.DECIDED: N_("Decided"),
    State.WITHDRAWN: N_("Withdrawn"),
    State.EXPIRED: N_("Ended without an answer from you"),
}
QUEUE_STATES = {
    State.FILED: N_("new"),
    State.ASSIGNED: N_("in work"),
    State.NEEDS_MORE: N_("waits for borrower"),
    State.PROPOSED: N_("to approve"),
    State.DECIDED: N_("decided"),
    State.WITHDRAWN: N_("withdrawn"),
    State.EXPIRED: N_("lapsed"),
}
KINDS = {
    EvidenceKind.INCOME: N_("Income: pay slips, tax return, bank statements"),
    EvidenceKind.ASSETS: N_("Assets: savings, property, investments"),
    EvidenceKind.IDENTITY: N_("Identity"),
    EvidenceKind.THIRD_PARTY_PAYER: N_("Who paid for me, and why"),
    EvidenceKind.BUREAU_ERROR: N_("A mistake in my credit report"),
}
SHORT_KINDS = {
    EvidenceKind.INCOME: N_("income"),
    EvidenceKind.ASSETS: N_("assets"),
    EvidenceKind.IDENTITY: N_("identity"),
    EvidenceKind.THIRD_PARTY_PAYER: N_("third-party payer"),
    EvidenceKind.BUREAU_ERROR: N_("credit report error"),
}
OUTCOMES = {
    AppealOutcome.UPHELD: N_("You were right"),
    AppealOutcome.PARTLY_UPHELD: N_("You were right in part"),
    AppealOutcome.NOT_UPHELD: N_("The decision stays"),
}
OFFICER_OUTCOMES = {
    AppealOutcome.UPHELD: N_("Upheld: the borrower is right"),
    AppealOutcome.PARTLY_UPHELD: N_("Partly upheld"),
    AppealOutcome.NOT_UPHELD: N_("Not upheld: the decision stays"),
}
HAPPENED = {
    Happened.FILED: N_("Appeal received"),
    Happened.ASSIGNED: N_("An officer took it on"),
    Happened.UNASSIGNED: N_("Back in the queue"),
    Happened.MORE_ASKED: N_("The officer asked for more"),
    Happened.MORE_SENT: N_("More was sent"),
    Happened.EXTENDED: N_("The promised day was extended"),
    Happened.PROPOSED: N_("A decision was proposed; a second person checks it"),
    Happened.SENT_BACK: N_("The second person sent it back"),
    Happened.DECIDED: N_("Decided"),
    Happened.WITHDRAWN: N_("Withdrawn"),
    Happened.EXPIRED: N_("Ended: nothing more was sent in time"),
    Happened.REMINDED: N_("Reminder: %(percent)s%% of the promised time have passed"),
}
LINE_REASON = N_("Appeal upheld")
"""What the line's own events give as their reason when an appeal changed it; `usecases.decide_appeal` writes it."""

FOR_STAFF = frozenset({Happened.REMINDED, Happened.SENT_BACK, Happened.UNASSIGNED, Happened.PROPOSED})
"""What the borrower's timeline leaves out: how the lender's people work among themselves."""

_RELEASES = {
    FREEZE: N_("the freeze"),
    "flag": N_("the money that a check holds"),
    "evt": N_("the money of a hold"),
}

_REFUSED: dict[type[Exception], str] = {
    refusals.AppealSettled: N_("This appeal has ended and does not change any more."),
    refusals.AppealElsewhere: N_("The appeal is not at this step any more. Look at it as it is now."),
    refusals.OwnWordsMissing: N_("Please say why, in a sentence of your own (ten characters or more)."),
    refusals.SecondPersonMissing: N_("You proposed this decision yourself. Somebody else has to approve it."),
    refusals.NoExtensionLeft: N_("The law gives no further extension. Decide it by the promised day."),
    refusals.EvidenceTooOld: N_("All evidence has expired. Ask the borrower for papers that are still valid."),
    refusals.EffectMisplaced: N_("An appeal that is not upheld leaves the line as it is."),
    refusals.AppealWouldLower: N_("An appeal never lowers a limit. Give a higher one, or none."),
    AppealOpen: N_("There is an open appeal against this already. Add to it what is new."),
    NothingToAppeal: N_("There is nothing on this line that this appeal could be against."),
    TooManyPapers: N_("An appeal takes twenty files. Put several pages into one PDF."),
    AppealMoved: N_("Changed by %(by)s %(minutes)s min ago. Look at it as it is now, then decide again."),
    EffectRefused: N_("The line did not take the effect of this decision, so nothing was decided."),
    ReleaseUnknown: N_("What was to be let go is not known on this line."),
    FilesUnavailable: N_("Your files could not be kept just now. Nothing was sent; please try again."),
    paper.PaperEmpty: N_("One of the files is empty. Please choose it again."),
    paper.PaperTooLarge: N_("One of the files is larger than 10 MB. Send a smaller picture or fewer pages."),
    paper.PaperUnusable: N_("Please send photographs (JPEG, PNG, WebP) or PDF files."),
    paper.PaperUnreadable: N_("One of the pictures cannot be opened. Take it again, or send a PDF."),
    PassInvalid: N_("Open this page from your lender’s app again. A link works for five minutes."),
}
_MOVED_NOW = N_("Changed by %(by)s just now. Look at it as it is now, then decide again.")
REFUSALS: tuple[type[Exception], ...] = tuple(_REFUSED)
"""What a form can be refused for; the page says it and keeps what was written."""


def release_words(name: str, language: Language) -> str:
    """Name what an appeal can let go: the freeze, money that a check holds, or a hold."""
    kind = FREEZE if name == FREEZE else name.partition("_")[0]
    return language.gettext(_RELEASES[kind]) if kind in _RELEASES else name


def refusal(error: Exception, language: Language) -> str:
    """Say in the reader's language why something cannot be done."""
    words = language.gettext(_REFUSED[type(error)])
    if isinstance(error, AppealMoved) and not error.minutes:
        return language.gettext(_MOVED_NOW) % {"by": error.by}
    if isinstance(error, AppealMoved):
        words %= {"by": error.by, "minutes": error.minutes}
    return words


def happened(event: AppealEvent, language: Language) -> str:
    """Say what happened."""
    words = language.gettext(HAPPENED[event.kind])
    return words % {"percent": event.detail} if event.kind is Happened.REMINDED else words


def tone_of(appeal: Appeal) -> str:
    """Return the tone in which the state is shown: warning where somebody must act, success where it went well."""
    if appeal.state is State.NEEDS_MORE:
        return "warning"
    if appeal.state is State.DECIDED and appeal.outcome is not AppealOutcome.NOT_UPHELD:
        return "success"
    return "info"
