"""The double-entry book: entries balance, or they do not exist."""
