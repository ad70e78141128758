"""The borrower's pages: what they show, what can be done on them, appeals, notices, and the door."""

from creditline.web.borrower import actions, appeals, enter, notices, pages

HANDLERS = [*enter.HANDLERS, *pages.HANDLERS, *actions.HANDLERS, *appeals.HANDLERS, *notices.HANDLERS]
