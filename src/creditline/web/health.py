"""Is it alive, is it ready, and how is it doing: for load balancers and Prometheus."""

from litestar import Response, get
from msgspec import Struct
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import REGISTRY, CollectorRegistry, CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from creditline.store.clock import read_clock
from creditline.store.database import StoreUnavailable
from creditline.web.desk import AppRequest, Desk, desk_of


class Liveness(Struct):
    """The process answers."""

    alive: bool


class Readiness(Struct):
    """Whether requests can be served, and what each part says."""

    ready: bool
    database: bool
    writer: bool
    waiting: int


@get("/livez", summary="Is it alive", tags=["Health"])
async def livez() -> Liveness:
    """Answer: the process is alive."""
    return Liveness(alive=True)


@get("/readyz", summary="Is it ready", tags=["Health"])
async def readyz(request: AppRequest) -> Response[Readiness]:
    """Answer 200 when requests can be served, 503 when not; the body says which part is missing."""
    desk = desk_of(request)
    database, writer = await _reachable(desk), desk.writer.alive
    ready = database and writer
    return Response(Readiness(ready, database, writer, desk.writer.waiting), status_code=200 if ready else 503)


@get("/metrics", include_in_schema=False)
async def metrics(request: AppRequest) -> Response[bytes]:
    """Write all metrics in Prometheus' text format: the process's own, then the server's."""
    server = CollectorRegistry()
    server.register(DeskCollector(desk_of(request)))
    return Response(generate_latest(REGISTRY) + generate_latest(server), media_type=CONTENT_TYPE_LATEST)


class DeskCollector(Collector):
    """Metrics of a running server, read when Prometheus asks: nothing is counted on the way of a command."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def collect(self) -> list[Metric]:
        """Return the server's figures as they are now."""
        counted = self._desk.writer.counted
        return [
            GaugeMetricFamily("creditline_commands_waiting", "Commands in the queue", self._desk.writer.waiting),
            CounterMetricFamily("creditline_commands", "Commands answered", counted.commands),
            CounterMetricFamily("creditline_groups", "Transactions that carried them out", counted.groups),
            CounterMetricFamily("creditline_groups_rejected", "Groups carried out one by one", counted.rejected),
            CounterMetricFamily("creditline_group_seconds", "Seconds spent on groups", counted.seconds),
            GaugeMetricFamily("creditline_watchers", "Streams open", self._desk.live.watchers),
        ]


async def _reachable(desk: Desk) -> bool:
    try:
        await read_clock(desk.database)
    except StoreUnavailable:
        return False
    return True


HANDLERS = [livez, readyz, metrics]
