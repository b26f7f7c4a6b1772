"""What trainers do: write modules, bring question banks, push to groups, read results."""
