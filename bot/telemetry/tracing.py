"""Traces of one message through the processes, by OpenTelemetry; free where nobody collects them.

OpenTelemetry is imported only when tracing starts. Spans carry ids of ours, names and counts; never
a buyer's words, and of an exception its kind alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bot.errors import ConfigurationError

_HEADERS = ("traceparent", "tracestate")
_TRACES_PATH = "/v1/traces"


class Tracing:
    """Tracing that was started; `Span` kinds and propagation as OpenTelemetry has them."""

    def __init__(self, process: str, *, endpoint: str) -> None:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        resource = Resource.create({"service.name": f"xiaoer-{process}"})
        self._provider = TracerProvider(resource=resource)
        exporter = OTLPSpanExporter(endpoint=endpoint.rstrip("/") + _TRACES_PATH)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("xiaoer")

    @contextmanager
    def span(
        self,
        name: str,
        *,
        kind: str,
        parent: Mapping[str, str] | None,
        attributes: Mapping[str, Any],
    ) -> Iterator[None]:
        """See the function of the same name."""
        from opentelemetry.propagate import extract
        from opentelemetry.trace import SpanKind, StatusCode

        with self._tracer.start_as_current_span(
            name,
            context=None if parent is None else extract(dict(parent)),
            kind=SpanKind[kind.upper()],
            attributes={f"xiaoer.{key}": value for key, value in attributes.items()},
            record_exception=False,
            set_status_on_exception=False,
        ) as current:
            try:
                yield
            except BaseException as error:
                current.set_status(StatusCode.ERROR, type(error).__name__)
                raise

    def close(self) -> None:
        """Send what was not sent yet and stop."""
        self._provider.shutdown()


_tracing: Tracing | None = None


def start_tracing(process: str, *, endpoint: str | None) -> bool:
    """Send this process's spans to the collector at `endpoint` (OTLP over HTTP); whether it does.

    Raises ConfigurationError for an address that is not one.
    """
    global _tracing
    if not endpoint:
        return False
    if not endpoint.startswith(("http://", "https://")):
        raise ConfigurationError(
            "OTEL_EXPORTER_OTLP_ENDPOINT is not an address.",
            hint="It starts with http:// or https://, as in http://127.0.0.1:4318.",
        )
    if _tracing is None:
        _tracing = Tracing(process, endpoint=endpoint)
        from bot.telemetry.database_spans import trace_statements

        trace_statements()
    return True


def stop_tracing() -> None:
    """Send what was not sent yet; from then on nothing is traced."""
    global _tracing
    if _tracing is not None:
        _tracing.close()
        _tracing = None


def tracing() -> bool:
    """Whether this process traces."""
    return _tracing is not None


@contextmanager
def span(
    name: str, *, kind: str = "internal", parent: Mapping[str, str] | None = None, **attributes: Any
) -> Iterator[None]:
    """A stretch of work within the one around it, or within `parent`, the headers of a request.

    `kind` is internal, server, client, producer or consumer.
    """
    if _tracing is None:
        yield
        return
    with _tracing.span(name, kind=kind, parent=parent, attributes=attributes):
        yield


def carried() -> dict[str, str]:
    """The W3C headers that let another process go on with this trace; none where none is kept."""
    headers: dict[str, str] = {}
    if _tracing is not None:
        from opentelemetry.propagate import inject

        inject(headers)
    return headers


def kept_headers(trace: Mapping[str, Any]) -> dict[str, str]:
    """The headers among what was kept with a message; the trace goes on through a restart."""
    return {name: str(trace[name]) for name in _HEADERS if name in trace}


def trace_id() -> str:
    """The id of the trace under way, 32 hex digits; empty where none is kept."""
    if _tracing is None:
        return ""
    from opentelemetry.trace import get_current_span

    found = get_current_span().get_span_context().trace_id
    return f"{found:032x}" if found else ""
