"""The platform: everything that touches the world, and the engine that does not."""
