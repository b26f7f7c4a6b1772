"""The features: one folder, one need of a miner. Pure: they import bot.flows and nothing else."""
