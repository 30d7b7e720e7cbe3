/**
 * Runs in a pod beside the cluster: puts it under load and answers questions about it over HTTP on the
 * loopback address. Its one argument is the plan, as JSON.
 */
import { createServer, type ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { ClusterLoad } from './cluster-load.ts';
import { formatReport } from './load-event.ts';
import type { LoadPlan } from './load-plan.ts';

const port = 8080;

/** What may be asked, by path. */
function answersOf(load: ClusterLoad): Record<string, (query: URLSearchParams) => unknown> {
  return {
    '/start': () => load.start(),
    '/report': (query) => formatReport(load.report(Number(query.get('from') ?? 0))),
    '/finish-sending': () => load.finishSending(),
    '/stored': () => load.readAll(),
    '/elect-preferred': () => load.electPreferred(),
    '/describe': () => load.describe(),
  };
}

async function answer(load: ClusterLoad, url: URL, response: ServerResponse): Promise<void> {
  const handler = answersOf(load)[url.pathname];
  try {
    if (handler === undefined) throw new Error(`Nothing answers ${url.pathname}`);
    const result = await handler(url.searchParams);
    response.end(typeof result === 'string' ? result : JSON.stringify(result ?? null));
  } catch (error) {
    response.statusCode = 500;
    response.end(inspect(error));
  }
}

const load = new ClusterLoad(JSON.parse(process.argv[2] ?? '{}') as LoadPlan);
createServer((request, response) => {
  void answer(load, new URL(request.url ?? '/', 'http://load'), response);
}).listen(port, '127.0.0.1');
