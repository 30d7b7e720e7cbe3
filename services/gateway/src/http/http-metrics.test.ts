import { systemRandom } from '@weir/core';
import { createMetrics, RpcServer, silentLogger, systemClock } from '@weir/runtime';
import { expect, it } from 'vitest';
import { createHttpApp } from './create-http-app.ts';
import { HttpContext } from './http-context.ts';
import { createHttpMeter } from './http-metrics.ts';

it('counts requests by route and code, whatever paths are asked for', async () => {
  const metrics = createMetrics();
  const context = new HttpContext({
    ...{ server: new RpcServer({ logger: silentLogger }), clock: systemClock },
    ...{ random: systemRandom, logger: silentLogger, stopping: new AbortController().signal },
  });
  const onAnswered = createHttpMeter(metrics);
  const app = await createHttpApp(context, { allowedOrigins: [], onAnswered });
  await app.inject('/openapi.json');
  await app.inject('/no/such/path');
  await app.inject('/nor/this');
  await app.inject('/v1/topics/t/records?limit=none');
  const lines = (await metrics.registry.metrics()).split('\n');
  expect(lines.filter((line) => line.startsWith('weir_gateway_http_requests_total'))).toEqual([
    'weir_gateway_http_requests_total{route="GET /openapi.json",code="200"} 1',
    'weir_gateway_http_requests_total{route="unknown",code="404"} 2',
    'weir_gateway_http_requests_total{route="GET /v1/topics/:topic/records",code="400"} 1',
  ]);
  expect(lines).toContain('weir_gateway_http_request_seconds_count{route="GET /openapi.json"} 1');
  await app.close();
});
