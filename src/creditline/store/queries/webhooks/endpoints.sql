SELECT * FROM webhook_endpoint ORDER BY created_at, id
