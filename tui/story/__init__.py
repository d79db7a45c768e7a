"""The story the demo tells: how the sample stood two weeks ago, what has happened since, and what somebody noted."""
