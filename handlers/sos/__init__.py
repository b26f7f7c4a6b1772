"""SOS: what to do in the first minute, before anything else."""

from bot.flows import Feature
from handlers.sos import flow
from handlers.sos.content import Emergency

feature = Feature(name="sos", flows={"sos": flow.sos}, content={"emergencies": Emergency})
