"""Who may take which way in: every route of the server, once. A route that is not here is closed."""

from dataclasses import dataclass

from creditline.access.principal import ApiKey, Borrower, Principal, Staff
from creditline.access.rights import Right, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may take a route.

    public: everybody. staff: staff with this right. any_staff: whoever has signed in. scope: programs whose key has it.
    borrower: the borrower of the line in the path. demo: visitors, in a sandbox. reads: what its use is written into
    the audit trail as, where it shows a borrower's file.
    """

    public: bool = False
    staff: Right | None = None
    any_staff: bool = False
    scope: Scope | None = None
    borrower: bool = False
    demo: bool = True
    reads: str | None = None

    def admits(self, who: Principal, line_id: str | None) -> bool:
        """Whether `who` may take it, to the line `line_id` where the path names one."""
        match who:
            case Staff():
                return self.any_staff or (self.staff is not None and who.may(self.staff))
            case ApiKey():
                return self.scope is not None and self.scope in who.scopes
            case Borrower():
                return self.borrower and line_id == who.line_id
            case _:
                return False


def _api(scope: Scope, reads: str | None = None) -> Access:
    return Access(scope=scope, reads=reads)


def _page(reads: str | None = None) -> Access:
    return Access(staff=Right.READ_LINES, borrower=True, reads=reads)


def _console(right: Right, reads: str | None = None) -> Access:
    return Access(staff=right, demo=False, reads=reads)


_OPEN = Access(public=True)
_IN = Access(any_staff=True, demo=False)

ROUTES: dict[str, Access] = {
    "GET /livez": _OPEN,
    "GET /readyz": _OPEN,
    "GET /static/{name}": _OPEN,
    "GET /help/{name}": _OPEN,
    "GET /docs": _OPEN,
    "GET /docs/openapi.json": _OPEN,
    "GET /docs/{path}": _OPEN,
    "GET /metrics": _api(Scope.READ_METRICS),
    # the API
    "POST /v1/lines": _api(Scope.WRITE_LINES),
    "GET /v1/lines": _api(Scope.READ_LINES, "lines.listed"),
    "GET /v1/lines/{line_id}": _api(Scope.READ_LINES, "line.read"),
    "GET /v1/lines/{line_id}/events": _api(Scope.READ_LINES, "line.read"),
    "GET /v1/lines/{line_id}/entries": _api(Scope.READ_LINES, "line.read"),
    "GET /v1/lines/{line_id}/stream": _api(Scope.READ_LINES, "line.read"),
    "POST /v1/lines/{line_id}/draws": _api(Scope.MOVE_MONEY),
    "POST /v1/lines/{line_id}/holds": _api(Scope.MOVE_MONEY),
    "POST /v1/lines/{line_id}/holds/{hold_id}/capture": _api(Scope.MOVE_MONEY),
    "POST /v1/lines/{line_id}/holds/{hold_id}/void": _api(Scope.MOVE_MONEY),
    "POST /v1/lines/{line_id}/repayments": _api(Scope.MOVE_MONEY),
    "POST /v1/repayments/bulk": _api(Scope.MOVE_MONEY),
    "POST /v1/lines/{line_id}/merchant_refunds": _api(Scope.MOVE_MONEY),
    "POST /v1/lines/{line_id}/payouts": _api(Scope.MOVE_MONEY),
    "POST /v1/lines/{line_id}/fees": _api(Scope.MOVE_MONEY),
    "POST /v1/lines/{line_id}/reversals": _api(Scope.MOVE_MONEY),
    "POST /v1/lines/{line_id}/limit_changes": _api(Scope.SET_LIMITS),
    "POST /v1/lines/{line_id}/transitions": _api(Scope.SET_LIMITS),
    "POST /v1/lines/{line_id}/contacts": _api(Scope.WRITE_LINES),
    "POST /v1/lines/{line_id}/borrower_links": _api(Scope.LINK_BORROWERS),
    "POST /v1/lines/{line_id}/appeals": _api(Scope.WRITE_APPEALS),
    "GET /v1/lines/{line_id}/appeals": _api(Scope.READ_APPEALS, "appeals.listed"),
    "GET /v1/appeals/{appeal_id}": _api(Scope.READ_APPEALS, "appeal.read"),
    "POST /v1/appeals/{appeal_id}/evidence": _api(Scope.WRITE_APPEALS),
    "POST /v1/appeals/{appeal_id}/withdrawal": _api(Scope.WRITE_APPEALS),
    "GET /v1/sandbox/clock": _api(Scope.MOVE_CLOCK),
    "POST /v1/sandbox/clock/advance": _api(Scope.MOVE_CLOCK),
    # products and what is paid when
    "GET /v1/products": _api(Scope.READ_LINES),
    "GET /v1/lines/{line_id}/quote": _api(Scope.READ_LINES, "line.read"),
    "GET /v1/lines/{line_id}/schedule": _api(Scope.READ_LINES, "line.read"),
    "GET /v1/lines/{line_id}/statements": _api(Scope.READ_LINES, "line.read"),
    "GET /v1/lines/{line_id}/days": _api(Scope.READ_LINES, "line.read"),
    "POST /v1/lines/{line_id}/returns": _api(Scope.MOVE_MONEY),
    "POST /v1/lines/{line_id}/plans": _api(Scope.WRITE_LINES),
    "POST /v1/lines/{line_id}/charge-offs": _api(Scope.SET_LIMITS),
    # decisions
    "GET /v1/lines/{line_id}/decisions": _api(Scope.READ_LINES, "line.read"),
    "GET /v1/decisions/{decision_id}": _api(Scope.READ_LINES, "decision.read"),
    "GET /v1/decisions/{decision_id}/replay": _api(Scope.READ_LINES, "decision.read"),
    "GET /v1/lines/{line_id}/profile": _api(Scope.READ_LINES, "line.read"),
    "POST /v1/lines/{line_id}/profile": _api(Scope.WRITE_LINES),
    "POST /v1/lines/{line_id}/facts": _api(Scope.WRITE_LINES),
    "POST /v1/lines/{line_id}/attested-facts": _api(Scope.WRITE_LINES),
    "POST /v1/lines/{line_id}/reviews": _api(Scope.WRITE_LINES),
    "GET /v1/lines/{line_id}/path": _api(Scope.READ_LINES, "line.read"),
    "POST /v1/lines/{line_id}/what_if": _api(Scope.READ_LINES, "line.read"),
    "GET /v1/flags": _api(Scope.READ_LINES, "flags.listed"),
    "GET /v1/flags/{flag_id}": _api(Scope.READ_LINES, "flag.read"),
    "POST /v1/flags/{flag_id}/clear": _api(Scope.SET_LIMITS),
    "POST /v1/flags/{flag_id}/renew": _api(Scope.SET_LIMITS),
    "GET /v1/lines/{line_id}/offers": _api(Scope.READ_LINES, "line.read"),
    "POST /v1/offers/{offer_id}/accept": _api(Scope.WRITE_LINES),
    "POST /v1/offers/{offer_id}/decline": _api(Scope.WRITE_LINES),
    # customers and what bounds a line
    "GET /v1/lines/{line_id}/ceilings": _api(Scope.READ_LINES, "line.read"),
    "GET /v1/lines/{line_id}/temporary-limits": _api(Scope.READ_LINES, "line.read"),
    "POST /v1/lines/{line_id}/temporary-limits": _api(Scope.SET_LIMITS),
    "POST /v1/lines/{line_id}/chosen-limit": _api(Scope.WRITE_LINES),
    "GET /v1/customers": _api(Scope.READ_LINES, "customers.listed"),
    "POST /v1/customers": _api(Scope.WRITE_LINES),
    "GET /v1/customers/{customer_id}": _api(Scope.READ_LINES, "customer.read"),
    "POST /v1/customers/{customer_id}/evidence": _api(Scope.WRITE_LINES),
    "POST /v1/customers/{customer_id}/consents": _api(Scope.WRITE_LINES),
    "POST /v1/customers/{customer_id}/consents/{consent_id}/withdraw": _api(Scope.WRITE_LINES),
    "POST /v1/customers/{customer_id}/linked-accounts": _api(Scope.WRITE_LINES),
    "POST /v1/customers/{customer_id}/related-parties": _api(Scope.WRITE_LINES),
    "POST /v1/customers/{customer_id}/lines": _api(Scope.WRITE_LINES),
    "POST /v1/customers/{customer_id}/limit": _api(Scope.SET_LIMITS),
    "GET /v1/customers/{customer_id}/exposure": _api(Scope.READ_LINES, "customer.read"),
    "POST /v1/customer-groups/{group_id}/limit": _api(Scope.SET_LIMITS),
    "GET /v1/customer-groups/{group_id}/exposure": _api(Scope.READ_LINES, "customer.read"),
    # joint funding
    "GET /v1/lines/{line_id}/funding": _api(Scope.READ_FUNDING, "line.read"),
    "POST /v1/lines/{line_id}/funding": _api(Scope.WRITE_FUNDING),
    "GET /v1/participants": _api(Scope.READ_FUNDING),
    "POST /v1/participants": _api(Scope.WRITE_FUNDING),
    "GET /v1/participants/{participant_id}": _api(Scope.READ_FUNDING),
    "POST /v1/participants/{participant_id}/cap": _api(Scope.WRITE_FUNDING),
    "POST /v1/participants/{participant_id}/withdrawal": _api(Scope.WRITE_FUNDING),
    "GET /v1/participants/{participant_id}/exposure": _api(Scope.READ_FUNDING),
    "GET /v1/participants/{participant_id}/statement": _api(Scope.READ_FUNDING),
    "GET /v1/agreements": _api(Scope.READ_FUNDING),
    "POST /v1/agreements": _api(Scope.WRITE_FUNDING),
    "GET /v1/agreements/{agreement_id}": _api(Scope.READ_FUNDING),
    "GET /v1/lender/figures": _api(Scope.READ_FUNDING),
    "POST /v1/lender/figures": _api(Scope.WRITE_FUNDING),
    # scorecards and policies
    "GET /v1/scorecards": _api(Scope.READ_POLICIES),
    "POST /v1/scorecards/{card_id}/activations": _api(Scope.WRITE_POLICIES),
    "GET /v1/policies": _api(Scope.READ_POLICIES),
    "POST /v1/policies": _api(Scope.WRITE_POLICIES),
    "POST /v1/policies/{sha256}/proofs": _api(Scope.WRITE_POLICIES),
    "POST /v1/policies/{sha256}/simulations": _api(Scope.READ_POLICIES),
    "POST /v1/policies/rollbacks": _api(Scope.WRITE_POLICIES),
    "GET /v1/certificates/{certificate_id}": _api(Scope.READ_POLICIES),
    "GET /v1/proposals": _api(Scope.READ_POLICIES),
    "POST /v1/proposals": _api(Scope.WRITE_POLICIES),
    "POST /v1/proposals/{proposal_id}/waiver": _api(Scope.WRITE_POLICIES),
    "POST /v1/proposals/{proposal_id}/release": _api(Scope.WRITE_POLICIES),
    "POST /v1/proposals/{proposal_id}/rejection": _api(Scope.WRITE_POLICIES),
    "GET /v1/shadows": _api(Scope.READ_POLICIES),
    "POST /v1/shadows": _api(Scope.WRITE_POLICIES),
    "POST /v1/shadows/{number}/stop": _api(Scope.WRITE_POLICIES),
    "GET /v1/reviews": _api(Scope.READ_POLICIES),
    "POST /v1/reviews/resumptions": _api(Scope.WRITE_POLICIES),
    # notices and webhooks
    "GET /v1/notices": _api(Scope.READ_NOTICES, "notices.listed"),
    "GET /v1/notices/{notice_id}": _api(Scope.READ_NOTICES, "notice.read"),
    "GET /v1/notices/{notice_id}/pdf": _api(Scope.READ_NOTICES, "notice.read"),
    "GET /v1/lender/identity": _api(Scope.READ_NOTICES),
    "POST /v1/lender/identity": _api(Scope.WRITE_NOTICES),
    "POST /v1/lines/{line_id}/mailbox": _api(Scope.WRITE_NOTICES),
    "GET /v1/webhook-endpoints": _api(Scope.MANAGE_WEBHOOKS),
    "POST /v1/webhook-endpoints": _api(Scope.MANAGE_WEBHOOKS),
    "POST /v1/webhook-endpoints/{endpoint_id}/disable": _api(Scope.MANAGE_WEBHOOKS),
    "POST /v1/webhook-endpoints/{endpoint_id}/rotate": _api(Scope.MANAGE_WEBHOOKS),
    "GET /v1/webhook-deliveries": _api(Scope.MANAGE_WEBHOOKS),
    "POST /v1/webhook-deliveries/{message_id}/resend": _api(Scope.MANAGE_WEBHOOKS),
    # the borrower's pages
    "GET /enter": _OPEN,
    "GET /": Access(staff=Right.READ_LINES, reads="lines.listed"),
    "GET /lines": Access(staff=Right.READ_LINES, reads="lines.listed"),
    "GET /lines/{line_id}": _page("line.read"),
    "GET /lines/{line_id}/live": _page("line.read"),
    "GET /lines/{line_id}/history.csv": _page("line.read"),
    "GET /lines/{line_id}/what_if": _page("line.read"),
    "GET /lines/{line_id}/decisions/{decision_id}": _page("decision.read"),
    "GET /lines/{line_id}/decisions/{decision_id}/replay": _page("decision.read"),
    "POST /lines/{line_id}/offers/{offer_id}/accept": Access(borrower=True),
    "POST /lines/{line_id}/offers/{offer_id}/decline": Access(borrower=True),
    "POST /lines/{line_id}/reviews": Access(borrower=True),
    "POST /lines/{line_id}/draws": Access(),
    "POST /lines/{line_id}/repayments": Access(),
    "POST /lines/{line_id}/chosen-limit": Access(),
    "POST /sandbox/clock": Access(),
    "GET /lines/{line_id}/appeals": _page("appeals.listed"),
    "GET /lines/{line_id}/appeals/new": Access(borrower=True, reads="line.read"),
    "POST /lines/{line_id}/appeals": Access(borrower=True),
    "GET /lines/{line_id}/appeals/{appeal_id}": _page("appeal.read"),
    "GET /lines/{line_id}/appeals/{appeal_id}/live": _page("appeal.read"),
    "POST /lines/{line_id}/appeals/{appeal_id}/more": Access(borrower=True),
    "POST /lines/{line_id}/appeals/{appeal_id}/withdrawal": Access(borrower=True),
    "GET /lines/{line_id}/appeals/{appeal_id}/evidence/{evidence_id}": _page("evidence.read"),
    "GET /lines/{line_id}/notices": _page("notices.listed"),
    "GET /lines/{line_id}/notices/{notice_id}": _page("notice.read"),
    # the console
    "GET /console/sign-in": _OPEN,
    "POST /console/sign-in": _OPEN,
    "POST /console/sign-in/sandbox": _OPEN,
    "GET /console/sign-in/oidc": _OPEN,
    "GET /console/sign-in/oidc/answer": _OPEN,
    "POST /console/sign-out": _IN,
    "GET /console": _IN,
    "GET /console/appeals": _console(Right.READ_APPEALS, "appeals.listed"),
    "GET /console/appeals/{appeal_id}": _console(Right.READ_APPEALS, "appeal.read"),
    "GET /console/appeals/{appeal_id}/evidence/{evidence_id}": _console(Right.READ_APPEALS, "evidence.read"),
    "POST /console/appeals/assignments": _console(Right.WORK_APPEALS),
    "POST /console/appeals/assignments/undo": _console(Right.WORK_APPEALS),
    "POST /console/appeals/{appeal_id}/assignment": _console(Right.WORK_APPEALS),
    "POST /console/appeals/{appeal_id}/question": _console(Right.WORK_APPEALS),
    "POST /console/appeals/{appeal_id}/decision": _console(Right.WORK_APPEALS),
    "POST /console/appeals/{appeal_id}/approval": _console(Right.APPROVE_APPEALS),
    "POST /console/appeals/{appeal_id}/refusal": _console(Right.APPROVE_APPEALS),
    "POST /console/appeals/{appeal_id}/extension": _console(Right.APPROVE_APPEALS),
    "GET /console/flags": _console(Right.READ_LINES, "flags.listed"),
    "POST /console/flags/{flag_id}/clear": _console(Right.WORK_APPEALS),
    "POST /console/flags/{flag_id}/renew": _console(Right.WORK_APPEALS),
    "GET /console/lines/{line_id}": _console(Right.READ_LINES, "line.read"),
    "GET /console/search": _console(Right.READ_LINES, "lines.searched"),
    "GET /console/notices": _console(Right.READ_LINES, "notices.listed"),
    "GET /console/webhooks": _console(Right.MANAGE_ACCESS),
    "POST /console/webhooks/{endpoint_id}/disable": _console(Right.MANAGE_ACCESS),
    "POST /console/webhooks/{endpoint_id}/resend": _console(Right.MANAGE_ACCESS),
    "GET /console/policies": _console(Right.READ_POLICIES),
    "GET /console/policies/{sha256}": _console(Right.READ_POLICIES),
    "GET /console/policies/{sha256}/proof": _console(Right.READ_POLICIES),
    "POST /console/policies/{sha256}/proof": _console(Right.EDIT_POLICIES),
    "GET /console/policies/{sha256}/simulation": _console(Right.READ_POLICIES),
    "GET /console/policies/{sha256}/rows/{table}/{row}": _console(Right.EDIT_POLICIES),
    "POST /console/policies/{sha256}/rows/{table}/{row}": _console(Right.EDIT_POLICIES),
    "GET /console/policies/{sha256}/tables/{table}": _console(Right.EDIT_POLICIES),
    "POST /console/policies/{sha256}/tables/{table}": _console(Right.EDIT_POLICIES),
    "GET /console/policies/{sha256}/text": _console(Right.READ_POLICIES),
    "POST /console/policies/{sha256}/text": _console(Right.EDIT_POLICIES),
    "POST /console/policies/{sha256}/proposal": _console(Right.EDIT_POLICIES),
    "POST /console/policies/{sha256}/shadow": _console(Right.EDIT_POLICIES),
    "POST /console/shadows/{number}/stop": _console(Right.EDIT_POLICIES),
    "GET /console/certificates/{certificate_id}/{number}": _console(Right.READ_POLICIES),
    "POST /console/proposals/{proposal_id}/waiver": _console(Right.ACTIVATE_POLICIES),
    "POST /console/proposals/{proposal_id}/release": _console(Right.ACTIVATE_POLICIES),
    "POST /console/proposals/{proposal_id}/rejection": _console(Right.ACTIVATE_POLICIES),
    "POST /console/policies/rollbacks": _console(Right.ACTIVATE_POLICIES),
    "GET /console/scorecards": _console(Right.READ_POLICIES),
    "POST /console/scorecards/{card_id}/look": _console(Right.EDIT_POLICIES),
    "POST /console/reviews/pause": _console(Right.EDIT_POLICIES),
    "POST /console/reviews/resumption": _console(Right.ACTIVATE_POLICIES),
    "GET /console/portfolio": _console(Right.READ_LINES),
    "GET /console/audit": _console(Right.READ_AUDIT),
    "GET /console/people": _console(Right.MANAGE_ACCESS),
    "POST /console/keys/{key_id}/revocation": _console(Right.MANAGE_ACCESS),
    "POST /console/exports/{table}": _console(Right.EXPORT),
    "GET /console/jobs": _console(Right.EXPORT),
    "GET /console/jobs/list": _console(Right.EXPORT),
    "GET /console/jobs/{job_id}/file": _console(Right.EXPORT),
}
