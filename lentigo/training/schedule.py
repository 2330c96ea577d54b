"""The learning rate over one stage."""

import math

from lentigo.training.recipe import Stage


def learning_rate(stage: Stage, done: float) -> float:
    """Rise linearly, then fall along half a cosine (Loshchilov and Hutter 2017, arXiv:1608.03983).

    Args:
        stage: Peak, end and warm-up.
        done: Share of the stage that is over, 0 to 1.

    Returns:
        Step size.
    """
    if done < stage.warmup:
        return stage.learning_rate * max(done, 1e-3) / stage.warmup
    after = min(1.0, (done - stage.warmup) / max(1e-9, 1 - stage.warmup))
    low = stage.final_rate
    return stage.learning_rate * (low + (1 - low) * 0.5 * (1 + math.cos(math.pi * after)))


def share_done(stage: Stage, images: int, seconds: float, epoch_images: int) -> float:
    """Say how much of a stage is over.

    Args:
        stage: Its length in epochs or minutes.
        images: Pictures seen in it.
        seconds: Time spent on its steps.
        epoch_images: Pictures in an epoch.

    Returns:
        0 to 1 and more.
    """
    if stage.minutes > 0:
        return seconds / (60 * stage.minutes)
    return images / max(1.0, stage.epochs * epoch_images)
