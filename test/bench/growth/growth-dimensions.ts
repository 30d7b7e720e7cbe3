import type { Weir } from '@weir/client';
import type { LocalCluster } from '../../harness/local-cluster.ts';
import type { WorkloadOptions } from '../workload.ts';
import {
  countRecords,
  type GrowthLoad,
  makeTopic,
  measureLoad,
  valueBytes,
} from './growth-step.ts';

/** What the steps of a dimension work on. */
export interface GrowthSetting {
  readonly cluster: LocalCluster;
  readonly weir: Weir;
  readonly options: WorkloadOptions;
}

/** Something that grows, while the load stays the same. */
export interface GrowthDimension {
  readonly id: string;
  readonly what: string;
  readonly sizes: readonly number[];
  /** Makes a size's topic, from the size before on, and tells the load to measure. */
  readonly prepare: (setting: GrowthSetting, size: number) => Promise<GrowthLoad>;
  /** Removes what is not needed for the next size. */
  readonly clear?: (setting: GrowthSetting, load: GrowthLoad) => Promise<void>;
  /** Why the largest size costs more than the bar allows, where it is known and accepted. */
  readonly explanation?: string;
}

const recordsToSend = 300_000;
/** More, as a thousand consumers need a share each that is larger than what their start costs. */
const recordsToRead = 1_000_000;
const partitions = 6;
const retainedTopic = 'growth-retained';
const recordsPerGib = 2 ** 30 / valueBytes;

function toSend({ scale }: WorkloadOptions): number {
  return Math.ceil(recordsToSend * scale);
}

async function deleteTopic({ weir }: GrowthSetting, { topic }: GrowthLoad): Promise<void> {
  await weir.admin().deleteTopic(topic);
}

const producers: GrowthDimension = {
  id: 'producers',
  what: 'producers',
  sizes: [1, 10, 100, 1_000],
  async prepare({ weir, options }, size) {
    const topic = `growth-producers-${size}`;
    await makeTopic(weir, topic, partitions);
    return { kind: 'produce', topic, partitions, clients: size, records: toSend(options) };
  },
  clear: deleteTopic,
};

/** Each reads a topic of its share of the records, so that as many are delivered at every size. */
const consumers: GrowthDimension = {
  id: 'consumers',
  what: 'consumers',
  sizes: [1, 10, 100, 1_000],
  async prepare({ cluster, weir, options }, size) {
    const topic = `growth-consumers-${size}`;
    await makeTopic(weir, topic, partitions);
    const share = Math.ceil((recordsToRead * options.scale) / size);
    const fill = { topic, partitions, clients: 1, records: share };
    await measureLoad(cluster, { ...fill, kind: 'produce' }, options.signal);
    const each = await countRecords(weir, fill);
    return { kind: 'consume', topic, partitions, clients: size, records: each * size };
  },
  clear: deleteTopic,
};

const partitionCounts: GrowthDimension = {
  id: 'partitions',
  what: 'partitions',
  sizes: [1, 6, 60, 600, 3_000],
  async prepare({ weir, options }, size) {
    const topic = `growth-partitions-${size}`;
    await makeTopic(weir, topic, size);
    await using producer = weir.producer();
    await producer.sendMany(
      Array.from({ length: size }, (_, partition) => ({ topic, partition, value: null })),
    );
    return { kind: 'produce', topic, partitions: size, clients: 1, records: toSend(options) };
  },
  clear: deleteTopic,
};

/** The topic grows from size to size. */
const retained: GrowthDimension = {
  id: 'retained',
  what: 'GiB retained',
  sizes: [1, 10],
  async prepare({ cluster, weir, options }, size) {
    const topics = await weir.admin().listTopics();
    const isNew = topics.every(({ name }) => name !== retainedTopic);
    if (isNew) await makeTopic(weir, retainedTopic, partitions);
    const topic = { topic: retainedTopic, partitions };
    const before = isNew ? 0 : await countRecords(weir, topic);
    const wanted = Math.ceil(size * recordsPerGib * options.scale);
    const fill = { ...topic, clients: 1, records: Math.max(1, wanted - before) };
    await measureLoad(cluster, { kind: 'produce', ...fill }, options.signal);
    return { ...topic, kind: 'produce', clients: 1, records: toSend(options) };
  },
};

/** What grows, in the order of measuring. */
export const growthDimensions: readonly GrowthDimension[] = [
  producers,
  consumers,
  partitionCounts,
  retained,
];
