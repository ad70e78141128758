SELECT 1; -- appeals: to be filled
