-- One snapshot for every invariant, so that a book in use is judged as it stood at one instant.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
SET LOCAL work_mem = '128MB';
SET LOCAL jit = off
