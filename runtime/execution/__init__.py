"""The re-entrant driver: journal, locks, jobs."""
