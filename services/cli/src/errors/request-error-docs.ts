import type { ErrorDoc } from './error-doc.ts';

const nothing = 'Nothing: clients go on by themselves.';

/** Errors of calls as such, of rights, and of topics. */
export const requestErrorDocs = {
  UNKNOWN_SERVER_ERROR: {
    meaning: 'The service met a fault that it has no name for.',
    seenBy: 'any caller',
    remedy: 'Read the log of the service at that time: it has the cause. Report it with that.',
  },
  INVALID_REQUEST: {
    meaning: 'A field of the request is missing, or outside its limits.',
    seenBy: 'any caller',
    remedy: 'Correct the field that the message names.',
  },
  REQUEST_TIMED_OUT: {
    meaning: 'No answer came in time. Whether the request took effect is not known.',
    seenBy: 'any caller',
    remedy:
      'Look whether it took effect, then try again. If it keeps happening, look for overloaded or ' +
      'unreachable services with weir cluster describe.',
  },
  CANCELLED: {
    meaning: 'The caller withdrew the request. Whether it took effect is not known.',
    seenBy: 'any caller that cancels',
    remedy: 'Nothing, if it was meant. Else look for a deadline or a signal that is too short.',
  },
  UNSUPPORTED_VERSION: {
    meaning: 'The service does not know this call, or this version of it.',
    seenBy: 'clients that are newer than the cluster, or call the wrong port',
    remedy: 'Update the cluster, or take a client of its version; check the address and its port.',
  },
  UNAVAILABLE: {
    meaning: 'The service cannot be reached: refused, reset, or no route.',
    seenBy: 'any caller',
    remedy: 'Check that it runs, the address and port, TLS on both sides, and firewalls.',
  },
  SHUTTING_DOWN: {
    meaning: 'The service is being stopped, and hands over what it leads.',
    seenBy: 'callers of a service that is being stopped',
    remedy: nothing,
  },
  RESOURCE_EXHAUSTED: {
    meaning: 'A bounded queue, table or memory budget of the service is full.',
    seenBy: 'any caller, most often producers',
    remedy: 'Send less at a time, or add nodes. The message says which limit it is.',
  },
  THROTTLING_QUOTA_EXCEEDED: {
    meaning: 'The principal sends or gets more than its quota allows.',
    seenBy: 'producers, consumers and callers with a quota',
    remedy: 'weir quota list shows the limits; raise them with weir quota set, or send less.',
  },
  AUTHENTICATION_FAILED: {
    meaning: 'There are no credentials, or they are wrong, expired or revoked.',
    seenBy: 'any caller, where authentication is on',
    remedy:
      'Give a valid key or token; weir key list shows which keys there are and when they end.',
  },
  TOPIC_AUTHORIZATION_FAILED: {
    meaning: 'The principal may not do this with the topic.',
    seenBy: 'producers, consumers and callers, where rights are asked for',
    remedy:
      'weir acl list --principal user:NAME shows what it may do; weir acl create allows more.',
  },
  GROUP_AUTHORIZATION_FAILED: {
    meaning: 'The principal may not do this with the group.',
    seenBy: 'consumers and callers, where rights are asked for',
    remedy: 'Allow it: weir acl create --principal user:NAME --group GROUP --operation read',
  },
  CLUSTER_AUTHORIZATION_FAILED: {
    meaning:
      'The principal may not do this with the cluster, only services of the cluster may, or the ' +
      'gateway is set to refuse changes.',
    seenBy: 'callers that change the cluster; named producers without the right',
    remedy: 'Allow it: weir acl create --principal user:NAME --cluster --operation OPERATION',
  },
  API_KEY_NOT_FOUND: {
    meaning: 'There is no API key with this id.',
    seenBy: 'whoever revokes keys',
    remedy: 'weir key list shows the keys. The id is not the key itself.',
  },
  UNKNOWN_TOPIC_OR_PARTITION: {
    meaning: 'The topic or partition does not exist, or the service has not heard of it yet.',
    seenBy: 'any caller that names a topic',
    remedy: 'weir topic list shows the topics; create it with weir topic create.',
  },
  TOPIC_ALREADY_EXISTS: {
    meaning: 'There is a topic of this name.',
    seenBy: 'whoever creates topics',
    remedy: 'Take another name, or add --if-not-exists.',
  },
  INVALID_TOPIC: {
    meaning: 'The name of the topic breaks the naming rules, or the topic is internal.',
    seenBy: 'whoever creates, changes or writes to topics',
    remedy: 'Take 1 to 249 letters, digits, ".", "_" and "-"; leave internal topics alone.',
  },
  INVALID_PARTITIONS: {
    meaning: 'The number of partitions is outside its limits, or would become smaller.',
    seenBy: 'whoever creates or grows topics',
    remedy: 'Take 1 to 10,000; partitions are never taken away.',
  },
  INVALID_REPLICATION_FACTOR: {
    meaning:
      'The replication factor is outside its limits, or there are too few live nodes for it.',
    seenBy: 'whoever creates topics',
    remedy: 'Take a smaller one, or start more nodes; weir node list shows which are alive.',
  },
  INVALID_REPLICA_ASSIGNMENT: {
    meaning: 'An assignment of replicas names unknown or repeated nodes, or has uneven lengths.',
    seenBy: 'whoever places or moves partitions',
    remedy: 'Name each node once, of those that weir node list shows.',
  },
  INVALID_CONFIG: {
    meaning: 'Configs are unknown or outside their limits; the message lists all of them.',
    seenBy: 'whoever creates or changes topics',
    remedy: 'weir config docs explains all configs, with their limits.',
  },
  POLICY_VIOLATION: {
    meaning: 'A policy of the cluster refuses the request.',
    seenBy: 'whoever changes the cluster',
    remedy: 'The message says which policy; change the request or the policy.',
  },
} as const satisfies Record<string, ErrorDoc>;
