-- The papers of one request have one instant, and their ids are random: what they were sent in as is told by a number.
-- So it is with two appeals against one decision while a sandbox's clock stands.
ALTER TABLE appeal ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
ALTER TABLE paper ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
