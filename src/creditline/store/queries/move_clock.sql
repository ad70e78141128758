-- Forward only, whatever two callers believe at the same time.
UPDATE sandbox_clock SET now_at = %(now_at)s WHERE now_at <= %(now_at)s RETURNING now_at
