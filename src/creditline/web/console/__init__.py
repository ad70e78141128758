"""The console of the lender's people: `frame.py` has what every page shares, the other files a page each."""

from creditline.web.console import (
    appeals,
    audit,
    bulk,
    exports,
    flags,
    lines,
    notices,
    oidc,
    people,
    policies,
    portfolio,
    proofs,
    proposals,
    queue,
    scorecards,
    sign_in,
)

HANDLERS = [
    *sign_in.HANDLERS,
    *oidc.HANDLERS,
    *queue.HANDLERS,
    *bulk.HANDLERS,
    *appeals.HANDLERS,
    *flags.HANDLERS,
    *lines.HANDLERS,
    *audit.HANDLERS,
    *policies.HANDLERS,
    *proofs.HANDLERS,
    *proposals.HANDLERS,
    *scorecards.HANDLERS,
    *portfolio.HANDLERS,
    *people.HANDLERS,
    *exports.HANDLERS,
    *notices.HANDLERS,
]
