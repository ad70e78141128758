SELECT (SELECT count(*) FROM decision) AS made, (SELECT count(*) FROM confirmation) AS confirmed,
    (SELECT count(*) FROM profile WHERE review_pending_since IS NOT NULL) AS waiting
