import type { Variant } from '../contest/contestant.ts';

/** When a replica counts a record: once it is on disk, or once the operating system has it. */
export type Flush = 'page-cache' | 'fsync';

/** The topic that a load goes to, or comes from. */
export interface LoadTopic {
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly flush: Flush;
}

/** By which way a client writes: the client library to the leaders, or stubs to a gateway. */
export type Door = 'direct' | 'gateway';

/** Records as fast as one producer can send them. */
export interface ProduceLoad {
  readonly kind: 'produce';
  readonly records: number;
  readonly valueBytes: number;
  readonly acks: 'all' | 'leader';
  /** `direct` by default. */
  readonly door?: Door;
}

/** One record after the other, each sent when the one before is acknowledged. */
export interface OneInFlightLoad {
  readonly kind: 'one-in-flight';
  readonly records: number;
  readonly warmUpRecords: number;
  readonly valueBytes: number;
  /** `direct` by default. */
  readonly door?: Door;
}

/** Records at a fixed rate, whatever becomes of the ones before. */
export interface EndToEndLoad {
  readonly kind: 'end-to-end';
  readonly recordsPerSecond: number;
  readonly valueBytes: number;
  readonly seconds: number;
}

/** Reads a topic from its beginning to its end. */
export interface ConsumeLoad {
  readonly kind: 'consume';
  readonly records: number;
  readonly valueBytes: number;
}

/** Reads a topic from its beginning to its end as a new group, each member a process. */
export interface GroupConsumeLoad {
  readonly kind: 'group-consume';
  readonly records: number;
  readonly valueBytes: number;
  readonly members: number;
}

/** What a client does in a measurement. */
export type Load = ProduceLoad | OneInFlightLoad | EndToEndLoad | ConsumeLoad | GroupConsumeLoad;

/** A case of a contest of loads. */
export interface LoadVariant<Kind extends Load = Load> extends Variant {
  readonly topic: LoadTopic;
  readonly load: Kind;
}

/** Three replicas of six partitions, two of which must have a record before it is acknowledged. */
export function replicated(flush: Flush, partitions = 6): LoadTopic {
  return { partitions, replicationFactor: 3, flush };
}

/** What warms a system's servers up for a load, long enough for the peers' code to be compiled. */
export function warmUpOf(load: Load): Load {
  switch (load.kind) {
    case 'produce':
      return { ...load, records: Math.ceil(load.records / 3) };
    case 'one-in-flight':
      return { ...load, records: 4 * load.warmUpRecords, warmUpRecords: 0 };
    case 'end-to-end':
      return { kind: 'produce', records: 250_000 * load.seconds, valueBytes: 100, acks: 'all' };
    case 'consume':
    case 'group-consume':
      return load;
  }
}

/** The same with a share of the records, or of the time. */
export function scaleLoad<Kind extends Load>(load: Kind, scale: number): Kind;
export function scaleLoad(load: Load, scale: number): Load {
  switch (load.kind) {
    case 'produce':
    case 'consume':
    case 'group-consume':
      return { ...load, records: Math.ceil(load.records * scale) };
    case 'one-in-flight':
      return {
        ...load,
        records: Math.ceil(load.records * scale),
        warmUpRecords: Math.ceil(load.warmUpRecords * scale),
      };
    case 'end-to-end':
      return { ...load, seconds: Math.max(1, Math.round(load.seconds * scale)) };
  }
}

/** Bytes of all values that the client of a measurement moves. */
export function payloadBytesOf(load: Load, warmUpSeconds: number): number {
  switch (load.kind) {
    case 'produce':
    case 'consume':
    case 'group-consume':
      return load.records * load.valueBytes;
    case 'one-in-flight':
      return (load.records + load.warmUpRecords) * load.valueBytes;
    case 'end-to-end':
      return load.recordsPerSecond * (load.seconds + warmUpSeconds) * load.valueBytes;
  }
}
