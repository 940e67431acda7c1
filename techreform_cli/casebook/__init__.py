"""Cases of law: facts and what a policy gives for them, written in YAML beside the policy, run through the whole calculation."""
