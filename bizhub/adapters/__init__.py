"""What touches the world: databases, files, messages, jobs, the clock."""
