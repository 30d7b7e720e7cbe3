import { describe, expect, it } from 'vitest';
import { diagnose, findingsPerCheck, hasFindings } from './diagnose.ts';
import { formatDiagnosis } from './diagnosis-text.ts';
import { doctorResult } from './doctor-result.ts';
import { healthySnapshot, partitionOf, statusOf, topicOf } from './healthy-snapshot.fixture.ts';

const manyTopics = Array.from({ length: 250 }, (_, index) =>
  topicOf(`topic-${index}`, { configs: { 'flush.policy': 'page-cache' } }),
);

const trouble = {
  ...healthySnapshot,
  statuses: new Map(
    [1, 2, 3].map((id) => [id, statusOf(id, { failedReplicas: id === 3 ? 1 : 0 })]),
  ),
  topics: [topicOf('orders', { configs: { 'min.insync.replicas': '1' } })],
  unseen: [{ part: 'acls', reason: 'CLUSTER_AUTHORIZATION_FAILED: user:ann may not' }],
};

describe('diagnose', () => {
  it('tells the worst first', () => {
    const { findings } = diagnose(trouble);
    expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'error NODE_FAILED_REPLICAS',
      'warning ONE_COPY_IS_ENOUGH',
    ]);
  });

  it('tells a bounded number of findings of a kind, and counts the rest', () => {
    const snapshot = { ...healthySnapshot, topics: manyTopics, acls: [] };
    const { findings, leftOut, counts } = diagnose(snapshot);
    expect(findings.filter(({ code }) => code === 'FLUSH_PAGE_CACHE')).toHaveLength(
      findingsPerCheck,
    );
    expect(leftOut).toEqual({ FLUSH_PAGE_CACHE: 150 });
    expect(counts.notice).toBe(250);
  });

  it('looks through 1,000 topics of 10,000 partitions in less than a second', () => {
    const topics = Array.from({ length: 1_000 }, (_, index) =>
      topicOf(`topic-${index}`, {
        partitions: Array.from({ length: 10 }, (__, partition) =>
          partitionOf(partition, [1, 2, 3], { inSyncReplicas: [1, 2] }),
        ),
      }),
    );
    const startedMs = performance.now();
    const diagnosis = diagnose({ ...healthySnapshot, topics });
    expect(formatDiagnosis(diagnosis, healthySnapshot).length).toBeLessThan(5_000);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });
});

describe('hasFindings', () => {
  it.each([
    ['error', true],
    ['warning', true],
    ['notice', true],
  ] as const)('counts what is as bad as %s or worse', (atLeast, expected) => {
    expect(hasFindings(diagnose(trouble), atLeast)).toBe(expected);
  });

  it('leaves out what is less bad', () => {
    const diagnosis = diagnose({ ...healthySnapshot, topics: manyTopics });
    expect(hasFindings(diagnosis, 'warning')).toBe(false);
    expect(hasFindings(diagnosis, 'notice')).toBe(true);
  });
});

describe('doctorResult', () => {
  it('fails for findings as bad as it is told to fail for', () => {
    expect(doctorResult(trouble, 'error').failure?.message).toBe('1 error, 1 warning, 0 notices');
    expect(doctorResult(trouble, 'never').failure).toBeUndefined();
    expect(doctorResult(healthySnapshot, 'notice').failure).toBeUndefined();
  });

  it('has a document of a stable shape', () => {
    expect(Object.keys(doctorResult(trouble, 'error').data)).toEqual([
      ...['clusterId', 'lookedAtMs', 'isReached', 'seen', 'counts', 'findings', 'leftOut'],
      ...['unseen', 'bootstrap'],
    ]);
  });
});

describe('formatDiagnosis', () => {
  it('groups findings by severity and says what was not looked at', () => {
    expect(formatDiagnosis(diagnose(trouble), trouble)).toBe(
      [
        'Cluster c-1: 3 nodes, 1 topic, 3 partitions, 1 group',
        '',
        '1 ERROR',
        '',
        'NODE_FAILED_REPLICAS',
        '  Node 3 at 10.0.0.3:7410 has 1 failed replica',
        '  Why: They hold no records that anybody can read, until they are copied again.',
        "  Do:  Look at the node's log and at its disk; a disk that fails must be replaced.",
        '       weir node describe 3',
        '',
        '1 WARNING',
        '',
        'ONE_COPY_IS_ENOUGH',
        '  Topic orders has 3 replicas and is content with 1 in sync',
        '  Why: When the others fall behind, what one replica alone has is acknowledged, and lost with it.',
        '  Do:  Ask for 2 replicas in sync at least; of a topic with 2, give it a third one before.',
        '       weir topic alter orders --set min.insync.replicas=2',
        '',
        'Not looked at:',
        '  acls: CLUSTER_AUTHORIZATION_FAILED: user:ann may not',
        '',
        '1 error, 1 warning, 0 notices',
      ].join('\n'),
    );
  });

  it('shows some of many of a kind', () => {
    const snapshot = { ...healthySnapshot, topics: manyTopics };
    const text = formatDiagnosis(diagnose(snapshot), snapshot);
    expect(text).toContain('  and 245 more: -o json has them');
    expect(text).toContain('       and 97 more like these');
  });

  it('says of a healthy cluster that nothing was found', () => {
    expect(formatDiagnosis(diagnose(healthySnapshot), healthySnapshot)).toMatch(
      /\n\nNothing wrong was found$/,
    );
  });
});
