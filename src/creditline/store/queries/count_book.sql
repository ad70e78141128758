SELECT
    (SELECT count(*) FROM line) AS lines,
    (SELECT count(*) FROM event) AS events,
    (SELECT count(*) FROM entry) AS entries
