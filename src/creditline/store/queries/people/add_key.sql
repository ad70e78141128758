INSERT INTO api_key (id, hash, name, scopes, per_minute, created_at, created_by, expires_at)
VALUES (
    %(id)s, %(hash)s, %(name)s, %(scopes)s, %(per_minute)s, %(created_at)s, %(created_by)s, %(expires_at)s
)
