SELECT content FROM scorecard WHERE id = $1
