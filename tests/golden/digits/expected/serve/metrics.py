"""What /metrics tells. Imported on the first scrape, so that a start does not wait for it."""

from collections.abc import Iterable
from functools import cache
from itertools import accumulate

from prometheus_client import REGISTRY, Metric, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.registry import Collector

from serve.predict import BUCKETS, Predict
from serve.service import Service


class ServiceCollector(Collector):
    """Reads the plain counts that the service keeps, at the moment of a scrape."""

    def __init__(self, predict: Predict, service: Service) -> None:
        self._predict = predict
        self._service = service

    def collect(self) -> Iterable[Metric]:
        answers = CounterMetricFamily(
            "predict_answers", "Answers by status.", labels=["status"]
        )
        for status, count in sorted(self._predict.answers.items()):
            answers.add_metric([str(status)], count)
        yield answers

        bounds = [*(str(bound) for bound in BUCKETS), "+Inf"]
        counts = accumulate(self._predict.latencies)
        yield HistogramMetricFamily(
            "predict_seconds",
            "From a request's headers to its answer.",
            buckets=list(zip(bounds, counts, strict=True)),
            sum_value=self._predict.seconds,
        )
        if batcher := self._service.batcher:
            yield CounterMetricFamily("predict_rows", "Rows predicted.", batcher.rows)
            yield CounterMetricFamily(
                "predict_batches", "Calls of the model.", batcher.batches
            )
            yield GaugeMetricFamily(
                "predict_queue", "Requests waiting.", batcher.waiting
            )


@cache
def register(predict: Predict, service: Service) -> None:
    """Beside what prometheus_client tells of the process, and what model.py may add."""
    REGISTRY.register(ServiceCollector(predict, service))


def page(predict: Predict, service: Service) -> bytes:
    """All metrics in Prometheus' text format."""
    register(predict, service)
    return generate_latest(REGISTRY)
