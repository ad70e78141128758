"""The borrower's pages.

`pages.py` shows, `what_if.py` supposes, `decisions.py` opens one decision, `notices.py` tells; `actions.py` and
`answers.py` do, `appeals.py` hears, `enter.py` lets in.
"""

from creditline.web.borrower import actions, answers, appeals, decisions, enter, notices, pages, what_if

HANDLERS = [
    *enter.HANDLERS,
    *pages.HANDLERS,
    *what_if.HANDLERS,
    *decisions.HANDLERS,
    *actions.HANDLERS,
    *answers.HANDLERS,
    *appeals.HANDLERS,
    *notices.HANDLERS,
]
