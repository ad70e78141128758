SELECT 1; -- funding: to be filled
