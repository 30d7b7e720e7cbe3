import type { Acl, ApiKeyInfo } from '@weir/client';
import { formatDuration } from '../../format/duration-text.ts';
import type { Check } from '../check.ts';
import type { ClusterSnapshot } from '../cluster-snapshot.ts';
import { shellWord } from '../../format/shell-word.ts';
import { type Problem } from '../finding.ts';

const soonMs = 7 * 86_400_000;

/** Keys and access control lists. */
export const securityChecks: readonly Check[] = [
  {
    code: 'KEY_EXPIRES_SOON',
    severity: 'warning',
    looksFor: 'an API key that expires within 7 days',
    why: 'Whoever uses it is refused from then on.',
    remedy: 'Make a new key for its principal, hand it over, then revoke the old one.',
    find: ({ keys, takenAtMs }) =>
      keys.flatMap((key) => {
        const leftMs = (key.expiresAtMs ?? Number.POSITIVE_INFINITY) - takenAtMs;
        if (leftMs <= 0 || leftMs > soonMs) return [];
        return [
          {
            subject: `key ${key.keyId}`,
            what: `${keyText(key)} expires in ${formatDuration(leftMs)}`,
            commands: [`weir key create --principal ${shellWord(key.principal)} --ttl 90d`],
          },
        ];
      }),
  },
  {
    code: 'KEY_EXPIRED',
    severity: 'notice',
    looksFor: 'an API key that has expired and is still kept',
    why: 'It lets nobody in; a list without it is easier to read.',
    remedy: 'Revoke it.',
    find: ({ keys, takenAtMs }) =>
      keys
        .filter(({ expiresAtMs = Number.POSITIVE_INFINITY }) => expiresAtMs <= takenAtMs)
        .map((key) => ({
          subject: `key ${key.keyId}`,
          what: `${keyText(key)} has expired`,
          commands: [`weir key revoke ${shellWord(key.keyId)}`],
        })),
  },
  {
    code: 'ACL_WITHOUT_TOPIC',
    severity: 'notice',
    looksFor: 'an ACL that names a topic, or a prefix of topics, of which there is none',
    why: 'It may be a leftover, or a name that somebody misspelled.',
    remedy: 'Delete it, unless the topic is still to be created.',
    find: aclsWithoutTopic,
  },
];

function keyText({ keyId, principal }: ApiKeyInfo): string {
  return `Key ${keyId} of ${principal}`;
}

/** Nothing where this user may not see all topics. */
function aclsWithoutTopic({ acls, topics, topicCount }: ClusterSnapshot): readonly Problem[] {
  if (topicCount === undefined || topics.length < topicCount) return [];
  const names = topics.map(({ name }) => name);
  const known = new Set(names);
  return acls
    .filter(({ resourceType, resourceName }) => resourceType === 'topic' && resourceName !== '*')
    .filter(({ patternType, resourceName }) =>
      patternType === 'prefix'
        ? !names.some((name) => name.startsWith(resourceName))
        : !known.has(resourceName),
    )
    .map((acl) => ({
      subject: `acl ${acl.principal}`,
      what: `${acl.principal} is ${acl.permission === 'deny' ? 'denied' : 'allowed'} ${acl.operation} on ${topicText(acl)}`,
      commands: [
        `weir acl delete --principal ${shellWord(acl.principal)} --topic ${shellWord(acl.resourceName)}` +
          (acl.patternType === 'prefix' ? ' --prefix --dry-run' : ' --dry-run'),
      ],
    }));
}

function topicText({ patternType, resourceName }: Acl): string {
  return patternType === 'prefix'
    ? `topics named ${resourceName}…, of which there is none`
    : `topic ${resourceName}, which does not exist`;
}
