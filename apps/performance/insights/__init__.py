"""What stands out in the figures: rules as data, what they read, how they judge, what they say."""
