SELECT now_at FROM sandbox_clock
