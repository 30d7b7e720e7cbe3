import type { Admin, DescribeGroupResponse, Topic, Weir } from '@weir/client';
import { plainMessage } from '../format/plain-message.ts';
import { describeManyLogs } from '../log/describe-many-logs.ts';
import { type BundlePart, documentPart, textPart } from './bundle-part.ts';

/** What was done last, and refused. */
const auditEntries = 1_000;
const describedTopics = 1_000;

/** What the doctor has to say of the same cluster. */
export interface DoctorParts {
  readonly data: object;
  readonly text: string;
  /** What the doctor looked into. */
  readonly groupDetails: readonly DescribeGroupResponse[];
}

/** What is collected from a cluster: nothing of it changes anything, and none has a record. */
export function clusterParts(
  weir: Weir,
  examine: () => Promise<DoctorParts>,
): readonly BundlePart[] {
  const admin = weir.admin();
  const examined = once(examine);
  return [
    documentPart('cluster.json', async () => plainMessage(await admin.describeCluster())),
    documentPart('metadata.json', async () => plainMessage({ ...weir.metadata(), topics: [] })),
    documentPart('topics.json', async () => plainMessage(topicsOf(weir))),
    documentPart('logs.json', async () => sizesOfLogs(weir)),
    documentPart('moves.json', async () => plainMessage(await admin.listMoves())),
    documentPart('groups.json', async () => plainMessage(await admin.listGroups())),
    documentPart('group-details.json', async () => {
      const { groupDetails } = await examined();
      return groupDetails.map(withoutMetadata).map(plainMessage);
    }),
    ...securityParts(admin),
    documentPart('doctor.json', async () => (await examined()).data),
    textPart('doctor.txt', async () => (await examined()).text),
  ];
}

function securityParts(admin: Admin): readonly BundlePart[] {
  return [
    documentPart('acls.json', () => admin.listAcls()),
    // What people wrote beside a key is theirs.
    documentPart('keys.json', async () =>
      (await admin.listApiKeys()).map(({ keyId, principal, createdAtMs, expiresAtMs }) => ({
        ...{ keyId, principal, createdAtMs },
        expiresAtMs: expiresAtMs ?? null,
      })),
    ),
    documentPart('quotas.json', () => admin.listQuotas()),
    documentPart(
      'audit.json',
      async () => (await admin.listAudit({ limit: auditEntries })).entries,
    ),
  ];
}

/** In order of name. */
function topicsOf(weir: Weir): readonly Topic[] {
  return weir.metadata().topics.toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

/** How large logs are and how far their followers have come. */
async function sizesOfLogs(weir: Weir): Promise<unknown> {
  const described: unknown[] = [];
  const topics = topicsOf(weir);
  for await (const logs of describeManyLogs(weir.admin(), topics.slice(0, describedTopics))) {
    for (const { topic, partition, log, error } of logs) {
      described.push({ topic, partition, ...log, ...(error && { error: error.message }) });
    }
  }
  return { logs: described, topicsLeftOut: Math.max(0, topics.length - describedTopics) };
}

/** Applications may commit anything as the metadata of an offset. */
function withoutMetadata(group: DescribeGroupResponse): object {
  const partitions = group.partitions.map(({ metadata, ...partition }) => ({
    ...partition,
    metadataBytes: Buffer.byteLength(metadata),
  }));
  return { ...group, partitions };
}

function once<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let answer: Promise<Value> | undefined;
  return () => (answer ??= ask());
}
