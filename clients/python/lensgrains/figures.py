"""Figures over runs: area under the ROC curve, finds at a number of labels, and medians over seeds."""

import statistics


def auroc(scores, is_positive):
    """Probability that a positive scores above a negative, ties counted half (Mann-Whitney); None without both classes."""
    ranked = sorted(zip(scores, is_positive))
    positives = sum(is_positive)
    negatives = len(ranked) - positives
    if positives == 0 or negatives == 0:
        return None
    rank_sum, start = 0.0, 0
    while start < len(ranked):
        end = start
        while end < len(ranked) and ranked[end][0] == ranked[start][0]:
            end += 1
        mean_rank = (start + 1 + end) / 2
        rank_sum += mean_rank * sum(positive for _, positive in ranked[start:end])
        start = end
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


def finds_at(points, labels):
    """Positives found with at most this many labels; None where the run ended earlier."""
    if not points or points[-1].labels < labels:
        return None
    return max((point.finds for point in points if point.labels <= labels), default=0)


def spread(values):
    """Median, least and greatest of the values that are there; None without any."""
    values = [value for value in values if value is not None]
    return (statistics.median(values), min(values), max(values)) if values else None


def marks_up_to(labels, page_size):
    """The numbers of labels at which runs are compared: 1, 2, 5 per decade, whole pages, and the end."""
    marks = {labels}
    step = page_size
    while step < labels:
        marks.update(step * factor for factor in (1, 2, 5) if step * factor < labels)
        step *= 10
    return sorted(marks)
