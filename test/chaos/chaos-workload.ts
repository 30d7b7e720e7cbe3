/** The topic that a trial writes to and reads from. */
export interface ChaosWorkload {
  readonly name: string;
  readonly what: string;
  readonly configs: Readonly<Record<string, string>>;
}

/** Every workload: 6 partitions, replication factor 3, keyed records, acks all. */
export const chaosWorkloads: readonly ChaosWorkload[] = [
  {
    name: 'keyed-fsync',
    what: 'the defaults: records are on disk, the in-sync set has them',
    configs: {},
  },
  {
    name: 'page-cache',
    what: 'records count once the operating system has them',
    configs: { 'flush.policy': 'page-cache' },
  },
  {
    name: 'quorum',
    what: 'records count once min.insync.replicas have them',
    configs: { 'commit.policy': 'quorum' },
  },
];
