"""Formalization: from the REINFO status to the authorization, step by step, date by date."""

from bot.flows import Feature
from handlers.formalization import flow, papers, path, problems
from handlers.formalization.content import Blocker, Office, Requirement, Status

feature = Feature(
    name="formalization",
    flows={
        "formalization": flow.home,
        "formalization/triage": flow.triage,
        "formalization/plan": path.plan,
        "formalization/dates": path.dates,
        "formalization/ruc": path.ruc_digit,
        "formalization/steps": path.steps,
        "formalization/step": path.step,
        "formalization/where": path.where,
        "formalization/deadline": path.deadline,
        "formalization/cost": path.cost,
        "formalization/sources": path.sources,
        "formalization/papers": papers.papers,
        "formalization/done": papers.done,
        "formalization/undone": papers.undone,
        "formalization/notified": papers.notified,
        "formalization/file": papers.file,
        "formalization/problem": problems.problem,
        "formalization/stopped": problems.stopped,
        "formalization/solved": problems.solved,
        "formalization/offices": problems.offices,
        "formalization/office": problems.office,
    },
    content={
        "formalization": Requirement,
        "status": Status,
        "blockers": Blocker,
        "offices": Office,
    },
    opens={
        "formalization": "formalization/step",
        "blockers": "formalization/stopped",
        "offices": "formalization/office",
    },
    standing=frozenset({"formalization/plan"}),
)
