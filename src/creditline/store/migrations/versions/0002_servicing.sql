SELECT 1; -- servicing: to be filled
