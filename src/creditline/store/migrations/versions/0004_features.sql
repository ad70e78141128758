SELECT 1; -- features: to be filled
