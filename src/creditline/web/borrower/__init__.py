"""The borrower's pages: `pages.py` shows, `actions.py` does."""

from creditline.web.borrower import actions, pages

HANDLERS = [*pages.HANDLERS, *actions.HANDLERS]
