INSERT INTO sandbox_clock (now_at) VALUES (%(now_at)s) ON CONFLICT DO NOTHING
