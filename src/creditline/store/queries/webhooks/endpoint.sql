SELECT * FROM webhook_endpoint WHERE id = %(id)s
