"""The borrower's pages: `pages.py` shows, `actions.py` does, `appeals.py` hears, `enter.py` lets in."""

from creditline.web.borrower import actions, appeals, enter, pages

HANDLERS = [*enter.HANDLERS, *pages.HANDLERS, *actions.HANDLERS, *appeals.HANDLERS]
