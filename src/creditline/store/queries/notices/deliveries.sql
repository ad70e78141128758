SELECT * FROM notice_delivery WHERE notice_id = ANY(%(ids)s) ORDER BY number
