SELECT fingerprint FROM request_key WHERE key = %(key)s
