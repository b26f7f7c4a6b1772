"""Onboarding: who she is, in what language, and whether we may remember it."""

from bot.flows import Feature
from handlers.onboarding import flow
from handlers.onboarding.content import Consent, Region

feature = Feature(
    name="onboarding",
    flows={
        "onboarding": flow.onboarding,
        "onboarding/language": flow.language,
        "onboarding/consent": flow.consent,
        "onboarding/profile": flow.profile,
    },
    content={"regions": Region, "consents": Consent},
)
