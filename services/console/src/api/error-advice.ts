import type { ApiError } from './api-error.ts';

const adviceByCode: Readonly<Record<string, string>> = {
  AUTHENTICATION_FAILED: 'Sign in with a valid API key or token.',
  TOPIC_AUTHORIZATION_FAILED: 'Ask for an ACL on this topic, or sign in as somebody who has one.',
  GROUP_AUTHORIZATION_FAILED: 'Ask for an ACL on this group, or sign in as somebody who has one.',
  CLUSTER_AUTHORIZATION_FAILED:
    'It needs a right on the cluster, and a gateway that is not read-only.',
  UNAVAILABLE: 'Try again in a moment; see Nodes for what is down.',
  UNKNOWN_TOPIC_OR_PARTITION: 'See Topics for those that are there and that you may describe.',
  GROUP_ID_NOT_FOUND: 'See Groups for those that are there.',
  NOT_CONTROLLER: 'A controller is being elected: try again in a moment.',
  LEADER_NOT_AVAILABLE: 'See Partitions for why there is no leader.',
  NON_EMPTY_GROUP: 'Stop its consumers first, or use force.',
  REASSIGNMENT_IN_PROGRESS: 'Wait for the move or cancel it, under Partitions.',
  THROTTLING_QUOTA_EXCEEDED: 'Slow down, or ask for a larger quota.',
  STORAGE_FULL: 'Free space on the node, or shorten the retention of its topics.',
};

const adviceByRecovery: Readonly<Record<string, string>> = {
  retry: 'It may pass: try again.',
  'refresh-metadata': 'The cluster has just changed: try again.',
  rejoin: 'Its session has ended: start again.',
};

/** What an operator can do about an error, in a sentence; empty when the message says it all. */
export function errorAdvice({ code, recovery }: ApiError): string {
  return adviceByCode[code] ?? adviceByRecovery[recovery] ?? '';
}
