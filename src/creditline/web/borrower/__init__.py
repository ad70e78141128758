"""The borrower's pages.

`pages.py` shows, `what_if.py` supposes, `decisions.py` opens one decision; `actions.py` and `answers.py` do,
`appeals.py` hears, `enter.py` lets in.
"""

from creditline.web.borrower import actions, answers, appeals, decisions, enter, pages, what_if

HANDLERS = [
    *enter.HANDLERS,
    *pages.HANDLERS,
    *what_if.HANDLERS,
    *decisions.HANDLERS,
    *actions.HANDLERS,
    *answers.HANDLERS,
    *appeals.HANDLERS,
]
