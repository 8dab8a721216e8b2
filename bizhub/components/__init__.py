"""What screens are made of; each function returns a component and knows no use case."""
