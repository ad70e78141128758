INSERT INTO agreement_share (
    agreement_id, participant_id, share_bps, minimum_bps, priority, line_cap_minor, valid_from, valid_until
)
VALUES (
    %(agreement_id)s, %(participant_id)s, %(share_bps)s, %(minimum_bps)s, %(priority)s, %(line_cap_minor)s,
    %(valid_from)s, %(valid_until)s
)
