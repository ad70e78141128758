"""Is it alive, is it ready, and how is it doing: for load balancers and Prometheus."""

from litestar import Response, get
from msgspec import Struct
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import REGISTRY, CollectorRegistry, CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from creditline.store.clock import read_clock
from creditline.store.database import StoreUnavailable
from creditline.web.board import Figures, total
from creditline.web.desk import AppRequest, Desk, desk_of, figures_of
from creditline.web.place import Place


class Liveness(Struct):
    """The process answers."""

    alive: bool


class Readiness(Struct):
    """Whether requests can be served, and what each part says."""

    ready: bool
    database: bool
    writer: bool
    waiting: int


_METRICS = CONTENT_TYPE_LATEST.removesuffix("; charset=utf-8")  # the framework says it, of every text


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
    """Write all metrics in Prometheus' text format: the process's own, then the server's.

    Of several processes whichever is asked tells of all. Those that every Python process has are then left out: they
    would be another process's at each time.
    """
    desk, server = desk_of(request), CollectorRegistry()
    server.register(DeskCollector(desk) if desk.place is None else PlacesCollector(desk, desk.place))
    own = generate_latest(REGISTRY) if desk.place is None else b""
    return Response(own + generate_latest(server), media_type=_METRICS)


class DeskCollector(Collector):
    """Metrics of a running server, read when Prometheus asks: nothing is counted on the way of a command."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def collect(self) -> list[Metric]:
        """Return the server's figures as they are now."""
        return _families(figures_of(self._desk))


class PlacesCollector(Collector):
    """Metrics of all server processes of this machine: of this one as they are now, of the others a second old."""

    def __init__(self, desk: Desk, place: Place) -> None:
        self._desk = desk
        self._place = place

    def collect(self) -> list[Metric]:
        """Return the sums, and what each process takes."""
        self._place.post(figures_of(self._desk))
        figures = self._place.board.figures()
        cpu = CounterMetricFamily("creditline_process_cpu_seconds", "CPU time of a process", labels=["process"])
        memory = GaugeMetricFamily("creditline_process_resident_bytes", "Memory of a process", labels=["process"])
        for number, one in enumerate(figures, start=1):
            cpu.add_metric([str(number)], one.cpu_seconds)
            memory.add_metric([str(number)], one.resident_bytes)
        return [*_families(total(figures)), cpu, memory]


def _families(figures: Figures) -> list[Metric]:
    return [
        GaugeMetricFamily("creditline_commands_waiting", "Commands in the queue", figures.waiting),
        CounterMetricFamily("creditline_commands", "Commands answered", figures.commands),
        CounterMetricFamily("creditline_groups", "Transactions that carried them out", figures.groups),
        CounterMetricFamily("creditline_groups_rejected", "Groups carried out one by one", figures.rejected),
        CounterMetricFamily("creditline_group_seconds", "Seconds spent on groups", figures.seconds),
        GaugeMetricFamily("creditline_watchers", "Streams open", figures.watchers),
    ]


async def _reachable(desk: Desk) -> bool:
    try:
        await read_clock(desk.database)
    except StoreUnavailable:
        return False
    return True


HANDLERS = [livez, readyz, metrics]
