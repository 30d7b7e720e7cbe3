import type { ProducerRecord, Weir } from '@weir/client';
import { untilCommitted } from './until-committed.ts';

/** A day before the records, so that pages show dates and not only times of day. */
const dayMs = 86_400_000;
const cities = ['Oslo', 'Lagos', 'Quito', 'Hanoi'];

/**
 * Fills a system as a shop's would be: topics of several shapes, records of several kinds (JSON, text, binary,
 * none), groups that keep up and one that lags, and a principal with a key, rights and limits.
 */
export async function seedScene(weir: Weir, replicationFactor = 3): Promise<void> {
  const admin = weir.admin();
  const shapes = [
    { name: 'orders', partitions: 6, configs: { 'retention.ms': '604800000' } },
    { name: 'payments', partitions: 3, configs: { 'min.insync.replicas': '2' } },
    { name: 'clicks', partitions: 12 },
    { name: 'greetings', partitions: 1 },
    { name: 'sensors', partitions: 2 },
    { name: 'orders.retries', partitions: 1 },
  ];
  await Promise.all(shapes.map((shape) => admin.createTopic({ replicationFactor, ...shape })));
  await using producer = weir.producer();
  await producer.sendMany([
    ...records(400, order),
    ...records(120, payment),
    ...records(2_000, click),
    ...records(40, (index) => ({ topic: 'greetings', value: `Hello, number ${index}` })),
    ...records(60, sensor),
  ]);
  await untilCommitted(weir, { groupId: 'billing', topics: ['orders', 'payments'] });
  await untilCommitted(weir, { groupId: 'shipping', topics: ['orders'] });
  await untilCommitted(weir, { groupId: 'search-index', topics: ['clicks'] });
  await producer.sendMany(records(150, (index) => order(index + 400)));
  await untilCommitted(weir, { groupId: 'billing', topics: ['orders', 'payments'] });
  await addPrincipal(weir);
}

async function addPrincipal(weir: Weir): Promise<void> {
  const admin = weir.admin();
  const principal = 'user:ann';
  const orders = { resourceType: 'topic', resourceName: 'order', patternType: 'prefix' } as const;
  await admin.createAcls([
    { principal, permission: 'allow', operation: 'read', ...orders },
    { principal, permission: 'allow', operation: 'write', ...orders },
  ]);
  await admin.createApiKey({ principal, description: 'the web shop' });
  await admin.setQuota({
    principal,
    produceBytesPerSecond: 20 * 1024 * 1024,
    fetchBytesPerSecond: 0,
    requestsPerSecond: 500,
  });
}

function records(count: number, make: (index: number) => ProducerRecord): ProducerRecord[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function order(index: number): ProducerRecord {
  const city = cities[index % cities.length];
  return {
    topic: 'orders',
    key: `order-${index}`,
    value: JSON.stringify({ id: index, city, total: (index * 37) % 500, lines: [{ sku: 'a-1' }] }),
    headers: { source: 'web', trace: index.toString(16).padStart(8, '0') },
  };
}

function payment(index: number): ProducerRecord {
  // A tombstone now and then.
  const value = index % 10 === 9 ? null : JSON.stringify({ order: index, paid: index % 2 === 0 });
  return { topic: 'payments', key: `order-${index % 50}`, value };
}

function click(index: number): ProducerRecord {
  return { topic: 'clicks', key: `visitor-${index % 97}`, value: `/products/${index % 31}` };
}

function sensor(index: number): ProducerRecord {
  const value = Uint8Array.from([0xca, 0xfe, 0x00, index, 0xff, 0x80]);
  return { topic: 'sensors', key: Uint8Array.of(index), value, timestampMs: Date.now() - dayMs };
}
