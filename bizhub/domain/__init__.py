"""Rules as pure functions and frozen dataclasses; nothing here touches the world."""
