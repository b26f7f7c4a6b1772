"""Training: modules that are learned on the way to the mine, remembered, and can be proven."""

from bot.flows import Feature
from handlers.training import flow, pictures, proof
from handlers.training.content import Module

feature = Feature(
    name="training",
    flows={
        "training": flow.home,
        "training/module": flow.module,
        "training/apply": flow.apply,
        "training/pictures": pictures.choose,
        "training/certificate": proof.certificate,
        "training/certificates": proof.certificates,
    },
    content={"training": Module},
    opens={"training": "training/module"},
)
