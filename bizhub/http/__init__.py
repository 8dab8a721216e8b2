"""The second front door: the few plain HTTP routes and the wrapper around everything."""
