"""Who borrows: identity, evidence, consents, related parties, and what bounds all their lines together. Pure."""
