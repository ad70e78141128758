SELECT 1; -- people: to be filled
