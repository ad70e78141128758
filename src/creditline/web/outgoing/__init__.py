"""How something leaves the server: secrets, signatures, targets, and the SMTP server."""
