import { createMetrics } from '@weir/runtime';
import { expect, it } from 'vitest';
import { httpAppOf } from './http-app.fixture.ts';
import { createHttpMeter } from './http-metrics.ts';

it('counts requests by route and code, whatever paths are asked for', async () => {
  const metrics = createMetrics();
  const app = await httpAppOf({
    ...{ onAnswered: createHttpMeter(metrics), consoleFolder: '/no/such/folder' },
  });
  await app.inject('/openapi.json');
  await app.inject('/no/such/path');
  await app.inject('/nor/this');
  await app.inject('/v1/topics/t/records?limit=none');
  await app.inject('/console/topics/a');
  await app.inject('/console/topics/b');
  const lines = (await metrics.registry.metrics()).split('\n');
  expect(lines.filter((line) => line.startsWith('weir_gateway_http_requests_total'))).toEqual([
    'weir_gateway_http_requests_total{route="GET /openapi.json",code="200"} 1',
    'weir_gateway_http_requests_total{route="unknown",code="404"} 2',
    'weir_gateway_http_requests_total{route="GET /v1/topics/:topic/records",code="400"} 1',
    'weir_gateway_http_requests_total{route="GET /console/*",code="404"} 2',
  ]);
  expect(lines).toContain('weir_gateway_http_request_seconds_count{route="GET /openapi.json"} 1');
});
