-- A reversal names the amount of its original and moves nothing itself: history before it was rewound to before the
-- original, and no event has booked the original anew since.
WITH reversal AS (
    SELECT line_id, version, refers_to, amount_minor
    FROM event
    WHERE kind IN ('reversal', 'repayment_returned') AND outcome = 'accepted'
), booking AS (
    SELECT
        reversal.line_id,
        reversal.version,
        max(event.version) FILTER (WHERE event.version < reversal.version) AS last,
        bool_or(event.version > reversal.version) AS came_back
    FROM reversal
    JOIN event ON event.line_id = reversal.line_id
        AND (event.version = reversal.refers_to OR event.replays = reversal.refers_to)
    GROUP BY reversal.line_id, reversal.version
)
SELECT reversal.line_id, reversal.version
FROM reversal
JOIN event AS original ON original.line_id = reversal.line_id AND original.version = reversal.refers_to
JOIN booking ON booking.line_id = reversal.line_id AND booking.version = reversal.version
WHERE reversal.amount_minor <> original.amount_minor
   OR (booking.came_back AND reversal.refers_to < reversal.version)
   OR EXISTS (SELECT FROM entry WHERE entry.line_id = reversal.line_id AND entry.version = reversal.version)
   OR NOT EXISTS (
       SELECT FROM event AS rewound
       WHERE rewound.line_id = reversal.line_id AND rewound.kind = 'rewound'
         AND rewound.version > booking.last AND rewound.version < reversal.version AND rewound.refers_to < booking.last
   )
