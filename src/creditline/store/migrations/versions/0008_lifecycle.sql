SELECT 1; -- lifecycle: to be filled
