"""Why the demo company cannot be built."""


class DemoFailed(Exception):
    """The sentence says what stands in the way, and what to do."""
