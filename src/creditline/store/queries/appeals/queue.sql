-- The most urgent first; a filter that is null lets everything through. `after` is where the page before ended.
SELECT appeal.*, line.name AS line_name, line.currency, staff.name AS assigned_name,
    (SELECT count(*) FROM paper WHERE paper.appeal_id = appeal.id) AS papers
FROM appeal JOIN line ON line.id = appeal.line_id LEFT JOIN staff ON staff.id = appeal.assigned_to
WHERE (%(states)s::text[] IS NULL OR appeal.state = ANY(%(states)s))
  AND (%(assigned_to)s::text IS NULL OR appeal.assigned_to = %(assigned_to)s)
  AND (%(unassigned)s::boolean IS NOT TRUE OR appeal.assigned_to IS NULL)
  AND (%(due_by)s::date IS NULL OR appeal.promised_on <= %(due_by)s)
  AND (%(evidence_kind)s::text IS NULL OR EXISTS (
      SELECT FROM paper WHERE paper.appeal_id = appeal.id AND paper.kind = %(evidence_kind)s))
  AND (%(after_on)s::date IS NULL OR (appeal.promised_on, appeal.id) > (%(after_on)s, %(after_id)s))
ORDER BY appeal.promised_on, appeal.id
LIMIT %(limit)s
