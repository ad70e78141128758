SELECT * FROM api_key ORDER BY created_at DESC, id
