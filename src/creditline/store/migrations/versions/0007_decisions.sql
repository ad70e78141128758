SELECT 1; -- decisions: to be filled
