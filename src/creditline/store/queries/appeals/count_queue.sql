SELECT count(*) AS found
FROM appeal
WHERE (%(states)s::text[] IS NULL OR appeal.state = ANY(%(states)s))
  AND (%(assigned_to)s::text IS NULL OR appeal.assigned_to = %(assigned_to)s)
  AND (%(unassigned)s::boolean IS NOT TRUE OR appeal.assigned_to IS NULL)
  AND (%(due_by)s::date IS NULL OR appeal.promised_on <= %(due_by)s)
  AND (%(evidence_kind)s::text IS NULL OR EXISTS (
      SELECT FROM paper WHERE paper.appeal_id = appeal.id AND paper.kind = %(evidence_kind)s))
