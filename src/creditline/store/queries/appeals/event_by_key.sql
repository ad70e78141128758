SELECT appeal_id, fingerprint FROM appeal_event WHERE key = %(key)s
