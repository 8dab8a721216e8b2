"""The speed budgets of docs/architecture.md, each measured as a ratio against its floor in the same run."""
