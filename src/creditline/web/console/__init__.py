"""The console of the lender's people: `frame.py` has what every page shares, the other files a page each."""

from creditline.web.console import appeals, audit, bulk, exports, lines, notices, oidc, people, queue, sign_in

HANDLERS = [
    *sign_in.HANDLERS,
    *oidc.HANDLERS,
    *queue.HANDLERS,
    *bulk.HANDLERS,
    *appeals.HANDLERS,
    *lines.HANDLERS,
    *audit.HANDLERS,
    *people.HANDLERS,
    *exports.HANDLERS,
    *notices.HANDLERS,
]
