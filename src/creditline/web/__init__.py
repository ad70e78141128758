"""HTTP to use cases and back: `api/` speaks JSON, `borrower/` serves pages."""
