SELECT DISTINCT policy_id FROM profile ORDER BY policy_id
