-- The events of lines whose history is replayed: from the last one that stands and took effect before the instant.
SELECT event.*, line.name, line.currency, line.rate_bps, line.day_count, line.zone, line.opened_on, line.expires_on,
    line.product_id, line.product_from
FROM unnest($1::text[], $2::timestamptz[]) AS wanted (line_id, before_at)
JOIN line ON line.id = wanted.line_id
JOIN event ON event.line_id = wanted.line_id AND event.version >= coalesce((
    SELECT max(earlier.version) FROM event AS earlier
    WHERE earlier.line_id = wanted.line_id AND earlier.effective_at < wanted.before_at AND earlier.outcome = 'accepted'
        AND NOT EXISTS (
            SELECT FROM event AS rewound
            WHERE rewound.line_id = earlier.line_id AND rewound.kind = 'rewound'
                AND rewound.version > earlier.version AND rewound.refers_to < earlier.version
        )
), 1)
ORDER BY event.line_id, event.version
