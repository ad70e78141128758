UPDATE webhook_delivery SET state = 'disabled' WHERE endpoint_id = %(id)s AND state = 'waiting'
