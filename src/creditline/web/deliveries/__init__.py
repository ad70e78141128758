"""The workers that deliver while the server runs: messages to programs, notices by e-mail."""
