"""Who is to be forgotten, who was, and what stands in the way; nothing personal."""
