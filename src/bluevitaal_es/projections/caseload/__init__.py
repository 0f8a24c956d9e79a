"""The cases of a begeleider and of the team: where each stands, without what was said in it."""
