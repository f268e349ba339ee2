"""What the forward page shows: the lesson's network, number by number."""
