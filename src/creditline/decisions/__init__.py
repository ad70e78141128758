"""Decisions: features, score, policy and law make a limit, with what bound it; pure, recorded and replayed."""
