-- A schedule is its draw: what left it and what is still to fall due are the principal drawn; no more is planned and
-- asked for than is owed; and what is not released is the sum of the repayments that are not final.
WITH stated AS (
    SELECT line_id, version, principal_minor, interest_minor, fees_minor, servicing
    FROM event
    WHERE servicing IS NOT NULL
), summed AS (
    SELECT
        stated.line_id,
        stated.version,
        stated.principal_minor,
        stated.interest_minor,
        stated.fees_minor,
        (stated.servicing ->> 'unreleased_minor')::bigint AS unreleased_minor,
        plans.planned_minor,
        plans.broken,
        dues.*,
        uncleared.held_minor
    FROM stated
    CROSS JOIN LATERAL (
        SELECT
            coalesce(sum(each.minor), 0) AS planned_minor,
            coalesce(
                bool_or((plan ->> 'drawn_minor')::bigint <> (plan ->> 'gone_minor')::bigint + each.minor OR each.least < 0),
                false
            ) AS broken
        FROM jsonb_array_elements(stated.servicing -> 'plans') AS plan
        CROSS JOIN LATERAL (
            SELECT sum((part ->> 1)::bigint) AS minor, min((part ->> 1)::bigint) AS least
            FROM jsonb_array_elements(plan -> 'instalments') AS part
        ) AS each
    ) AS plans
    CROSS JOIN LATERAL (
        SELECT
            coalesce(sum((due ->> 'principal_minor')::bigint), 0) AS due_principal_minor,
            coalesce(sum((due ->> 'interest_minor')::bigint), 0) AS due_interest_minor,
            coalesce(sum((due ->> 'fees_minor')::bigint), 0) AS due_fees_minor
        FROM jsonb_array_elements(stated.servicing -> 'dues') AS due
    ) AS dues
    CROSS JOIN LATERAL (
        SELECT coalesce(sum((each ->> 'held_minor')::bigint), 0) AS held_minor
        FROM jsonb_array_elements(stated.servicing -> 'uncleared') AS each
    ) AS uncleared
)
SELECT line_id, version
FROM summed
WHERE broken
   OR planned_minor + due_principal_minor > principal_minor
   OR due_interest_minor > interest_minor
   OR due_fees_minor > fees_minor
   OR unreleased_minor <> held_minor
