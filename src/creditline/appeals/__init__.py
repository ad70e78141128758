"""Appeals: what a borrower says against a decision or a hold, by when it is answered, and what follows. Pure."""
