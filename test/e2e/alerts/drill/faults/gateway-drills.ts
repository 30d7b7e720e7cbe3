import type { AlertDrill, Undo } from '../alert-drill.ts';
import { type DrillScene, kill, repeat, undoAll } from '../drill-scene.ts';
import { gatewaysOf } from '../drill-load.ts';

const requestBytes = 5 * 1024 * 1024;
const requests = 16;

/** Gateways that cannot pass on what they are given. */
export const gatewayDrills: readonly AlertDrill[] = [
  {
    name: 'gateway-cannot-write',
    what: '`kill -9` of two of three storage nodes while large records are published over HTTP',
    alerts: ['WeirGatewayBufferNearlyFull', 'WeirGatewayPublishFailures', 'WeirGatewayHttpErrors'],
    patienceMs: 240_000,
    begin: publishWithoutNodes,
  },
];

async function publishWithoutNodes(scene: DrillScene): Promise<Undo> {
  const { cluster, topic } = scene;
  const bringBack = await kill([cluster.node(1), cluster.node(2)]);
  const [address = ''] = gatewaysOf(scene);
  const stopping = new AbortController();
  const publish = async (): Promise<void> => {
    const response = await fetch(`http://${address}/v1/topics/${topic}/records`, {
      method: 'POST',
      body: Buffer.alloc(requestBytes, 'x'),
      headers: { 'content-type': 'application/octet-stream' },
      signal: stopping.signal,
    });
    await response.arrayBuffer();
  };
  const stops = Array.from({ length: requests }, () => repeat(publish, 500));
  return undoAll(bringBack, async () => {
    stopping.abort();
    await Promise.all(stops.map((stop) => stop()));
  });
}
