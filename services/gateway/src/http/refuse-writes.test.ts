import { AdminService } from '@weir/protos';
import { expect, it } from 'vitest';
import { httpAppOf } from './http-app.fixture.ts';

/** Every route of the document that is not one of GET, with names for its parameters. */
async function writingRoutes(): Promise<{ method: 'POST' | 'PATCH' | 'DELETE'; url: string }[]> {
  const app = await httpAppOf();
  const { paths = {} } = app.swagger() as { paths?: Record<string, object> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => method !== 'get')
      .map((method) => ({
        method: method.toUpperCase() as 'POST',
        url: path.replaceAll('{node}', '1').replaceAll(/\{\w+\}/gu, 'x'),
      })),
  );
}

it('refuses every route that may change something', async () => {
  const routes = await writingRoutes();
  expect(routes.length).toBeGreaterThan(15);
  const app = await httpAppOf({ isReadOnly: true });
  for (const route of [...routes, { method: 'PUT' as const, url: '/nowhere' }]) {
    const response = await app.inject({ ...route, payload: { records: [{ value: 'x' }] } });
    expect(`${response.statusCode} ${route.url}`).toBe(`403 ${route.url}`);
    const { error }: { error: Record<string, unknown> } = response.json();
    expect(error['code']).toBe('CLUSTER_AUTHORIZATION_FAILED');
    expect(error['message']).toContain(`read-only over HTTP and takes no ${route.method}`);
  }
});

it('lets those through that only look', async () => {
  const app = await httpAppOf({ isReadOnly: true, services: [AdminService.service] });
  for (const method of ['GET', 'HEAD'] as const) {
    expect((await app.inject({ method, url: '/v1/topics' })).statusCode).toBe(200);
  }
  expect((await app.inject('/v1/session')).json()).toMatchObject({ readOnly: true });
});

it('is not the default', async () => {
  const app = await httpAppOf({ services: [AdminService.service] });
  const response = await app.inject({ method: 'DELETE', url: '/v1/topics/t' });
  expect(response.statusCode).toBe(200);
  expect((await app.inject('/v1/session')).json()).toMatchObject({ readOnly: false });
});
