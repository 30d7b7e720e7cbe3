import type { Metrics } from '@weir/runtime';

/** One HTTP request that has its answer. */
export interface AnsweredRequest {
  /** Method and path pattern, `GET /v1/topics/:topic`; `unknown` for a path that does not exist. */
  readonly route: string;
  readonly statusCode: number;
  /** Undefined for a feed, which lasts as long as its reader wants. */
  readonly seconds: number | undefined;
}

/** Registers what the gateway tells of HTTP requests; what it returns takes each one. */
export function createHttpMeter(metrics: Metrics): (request: AnsweredRequest) => void {
  const requests = metrics.counter({
    name: 'weir_gateway_http_requests_total',
    help: 'HTTP requests by route and status code',
    labels: ['route', 'code'],
  });
  const seconds = metrics.histogram({
    name: 'weir_gateway_http_request_seconds',
    help: 'Time from an HTTP request to the end of its answer, waiting for records included, feeds left out',
    labels: ['route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });
  return (request) => {
    const { route, statusCode } = request;
    requests.inc({ route, code: `${statusCode}` });
    if (request.seconds !== undefined) seconds.observe({ route }, request.seconds);
  };
}
