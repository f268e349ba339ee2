"""The settings of a run, as the trainer page's controls and a link have them and as the core does."""

from typing import Any

import nn_core as nn
from explorer.training import rates
from explorer.training.sliders import FIELDS


def controls_of(config: nn.TrainingConfig) -> dict[str, Any]:
    """These settings under the keys of the trainer page's controls."""
    return {key: getattr(config, field) for key, field in FIELDS.items()}


def config_of(controls: dict[str, Any]) -> nn.TrainingConfig:
    """The settings that stand under the keys of the trainer page's controls."""
    return nn.TrainingConfig(**{field: controls[key] for key, field in FIELDS.items()})


def settings_of(run: nn.TrainingRun, dataset_name: str) -> dict[str, Any]:
    """The settings of a run under the keys of the controls, so that a link with them gives the same run again."""
    (_, first), *later = run.rates
    of_run = controls_of(run.config) | {"lr": first, "then": rates.text(tuple(later))}
    return {"dataset": dataset_name, **of_run}
