import { type Acl, type Admin, type PrincipalQuota, WeirError } from '@weir/client';
import { InputError } from '../exit-code.ts';
import { aclText } from '../format/acl-text.ts';
import type { Declaration, DeclaredTopic } from './declaration.ts';
import { planTopic, type TopicPlan } from './plan-topic.ts';
import { aclKey } from './read-declaration.ts';

/** What became, or is to become, of an object. */
export interface AppliedObject {
  readonly kind: 'topic' | 'acl' | 'quota';
  readonly name: string;
  readonly result: 'created' | 'changed' | 'unchanged';
  readonly detail: string;
}

/** How to apply. */
export interface ApplyOptions {
  readonly dryRun: boolean;
  /** Told of each object, in the order of the declaration, as soon as it is done. */
  readonly onObject: (object: AppliedObject) => void;
  /** Told what chosen settings cost. */
  readonly onWarning: (text: string) => void;
  /**
   * Runs a check of a topic until there are enough live nodes for its replicas, or nobody wants to wait
   * any longer.
   */
  readonly whenEnoughNodes: <Value>(check: () => Promise<Value>) => Promise<Value>;
}

/** The part of the admin that is needed. */
export type ApplyAdmin = Pick<
  Admin,
  | 'describeTopic'
  | 'createTopic'
  | 'addPartitions'
  | 'alterTopicConfigs'
  | 'listAcls'
  | 'createAcls'
  | 'listQuotas'
  | 'setQuota'
>;

/** What the controller takes at once. */
const maxAclsPerCall = 1_000;

interface Step extends AppliedObject {
  readonly take: () => Promise<void>;
}

/**
 * Makes the cluster have what was declared; changes nothing where it has it.
 *
 * Everything is looked at first, and what can be asked without a change is: an `InputError`, or the
 * `WeirError` of the first object that cannot be, comes before anything was changed.
 */
export async function applyDeclaration(
  admin: ApplyAdmin,
  declaration: Declaration,
  options: ApplyOptions,
): Promise<void> {
  const steps = [
    ...(await topicSteps(admin, declaration.topics, options)),
    ...(await aclSteps(admin, declaration.acls)),
    ...(await quotaSteps(admin, declaration.quotas)),
  ];
  for (const { take, ...object } of steps) {
    if (!options.dryRun) await take();
    options.onObject(object);
  }
}

async function topicSteps(
  admin: ApplyAdmin,
  topics: readonly DeclaredTopic[],
  options: ApplyOptions,
): Promise<Step[]> {
  const plans: { readonly topic: DeclaredTopic; readonly plan: TopicPlan }[] = [];
  for (const topic of topics) {
    plans.push({ topic, plan: planTopic(topic, await findTopic(admin, topic.name)) });
  }
  const refusals = plans.flatMap(({ plan }) => (plan.kind === 'refuse' ? [plan.reason] : []));
  if (refusals.length > 0) throw new InputError(refusals.join('; '));
  for (const { topic, plan } of plans) await checkPlan(admin, topic, plan, options);
  return plans.map(({ topic, plan }) => toStep(admin, topic, plan));
}

async function findTopic(admin: ApplyAdmin, name: string) {
  try {
    return (await admin.describeTopic(name)).topic;
  } catch (error) {
    if (hasCode(error, 'UNKNOWN_TOPIC_OR_PARTITION')) return undefined;
    throw error;
  }
}

/** Asks the controller whether it would do it. */
async function checkPlan(
  admin: ApplyAdmin,
  topic: DeclaredTopic,
  plan: TopicPlan,
  { onWarning, whenEnoughNodes }: ApplyOptions,
): Promise<void> {
  const validateOnly = true;
  if (plan.kind === 'create') {
    const { warnings } = await whenEnoughNodes(() =>
      admin.createTopic({ ...toNewTopic(topic), validateOnly }),
    );
    for (const warning of warnings) onWarning(warning);
  } else if (plan.kind === 'change' && hasConfigs(plan)) {
    const { set, remove } = plan;
    const { warnings } = await admin.alterTopicConfigs(topic.name, { set, remove, validateOnly });
    for (const warning of warnings) onWarning(warning);
  }
}

function toStep(admin: ApplyAdmin, topic: DeclaredTopic, plan: TopicPlan): Step {
  const object = { kind: 'topic', name: topic.name } as const;
  if (plan.kind === 'create') {
    const detail = describeNew(topic);
    return { ...object, result: 'created', detail, take: () => createOrChange(admin, topic) };
  }
  if (plan.kind === 'change') {
    const { detail } = plan;
    return { ...object, result: 'changed', detail, take: () => change(admin, topic.name, plan) };
  }
  return { ...object, result: 'unchanged', detail: '', take: () => Promise.resolve() };
}

/** Somebody may have created it since it was looked at: the same declaration elsewhere. */
async function createOrChange(admin: ApplyAdmin, topic: DeclaredTopic): Promise<void> {
  try {
    await admin.createTopic(toNewTopic(topic));
  } catch (error) {
    if (!hasCode(error, 'TOPIC_ALREADY_EXISTS')) throw error;
    const plan = planTopic(topic, await findTopic(admin, topic.name));
    if (plan.kind === 'refuse') throw new InputError(plan.reason, { cause: error });
    if (plan.kind === 'create') throw error;
    if (plan.kind === 'change') await change(admin, topic.name, plan);
  }
}

async function change(
  admin: ApplyAdmin,
  name: string,
  plan: Extract<TopicPlan, { kind: 'change' }>,
): Promise<void> {
  const { set, remove, totalPartitions } = plan;
  if (hasConfigs(plan)) await admin.alterTopicConfigs(name, { set, remove });
  if (totalPartitions !== undefined) await admin.addPartitions(name, totalPartitions);
}

function hasConfigs({ set, remove }: Extract<TopicPlan, { kind: 'change' }>): boolean {
  return Object.keys(set).length + remove.length > 0;
}

function toNewTopic({ name, partitions, replicationFactor, configs }: DeclaredTopic) {
  const set = Object.entries(configs).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return {
    name,
    configs: Object.fromEntries(set),
    ...(partitions === undefined ? undefined : { partitions }),
    ...(replicationFactor === undefined ? undefined : { replicationFactor }),
  };
}

function describeNew({ partitions = 1, replicationFactor }: DeclaredTopic): string {
  const factor = replicationFactor === undefined ? '' : `, replication factor ${replicationFactor}`;
  return `partitions ${partitions}${factor}`;
}

async function aclSteps(admin: ApplyAdmin, acls: readonly Acl[]): Promise<Step[]> {
  if (acls.length === 0) return [];
  const known = new Set((await admin.listAcls({})).map(aclKey));
  const missing = acls.filter((acl) => !known.has(aclKey(acl)));
  return acls.map((acl) => ({
    kind: 'acl',
    name: aclText(acl),
    result: missing.includes(acl) ? 'created' : 'unchanged',
    detail: '',
    take: async () => {
      if (acl === missing[0]) await createAcls(admin, missing);
    },
  }));
}

/** All with the first. Those that deny go before: nobody is allowed what an exception takes back later. */
async function createAcls(admin: ApplyAdmin, acls: readonly Acl[]): Promise<void> {
  const deniesFirst = ['deny', 'allow'].flatMap((permission) =>
    acls.filter((acl) => acl.permission === permission),
  );
  for (let from = 0; from < deniesFirst.length; from += maxAclsPerCall) {
    await admin.createAcls(deniesFirst.slice(from, from + maxAclsPerCall));
  }
}

async function quotaSteps(admin: ApplyAdmin, quotas: readonly PrincipalQuota[]): Promise<Step[]> {
  if (quotas.length === 0) return [];
  const known = new Map((await admin.listQuotas()).map((quota) => [quota.principal, quota]));
  return quotas.map((quota) => {
    const before = known.get(quota.principal);
    const detail = describeLimits(quota);
    const isSame = before !== undefined && describeLimits(before) === detail;
    return {
      kind: 'quota',
      name: quota.principal,
      result: resultOf(before !== undefined, isSame),
      detail: isSame ? '' : detail,
      take: async () => {
        if (!isSame) await admin.setQuota(quota);
      },
    };
  });
}

function resultOf(exists: boolean, isSame: boolean): AppliedObject['result'] {
  if (!exists) return 'created';
  return isSame ? 'unchanged' : 'changed';
}

function describeLimits(quota: PrincipalQuota): string {
  const { produceBytesPerSecond, fetchBytesPerSecond, requestsPerSecond } = quota;
  const limits = [
    ['produce', produceBytesPerSecond, 'bytes/s'],
    ['fetch', fetchBytesPerSecond, 'bytes/s'],
    ['requests', requestsPerSecond, '/s'],
  ] as const;
  return limits
    .flatMap(([what, limit, unit]) => (limit === undefined ? [] : [`${what} ${limit} ${unit}`]))
    .join(', ');
}

function hasCode(error: unknown, code: WeirError['code']): boolean {
  return error instanceof WeirError && error.code === code;
}
