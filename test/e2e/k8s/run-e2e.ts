import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../harness/eventually.ts';
import { findVanished } from '../../harness/checkers/none-vanished.ts';
import type { SeenRecord } from '../../harness/history.ts';
import type { E2eOptions } from './e2e-options.ts';
import { judgeLoad } from './judge-load.ts';
import { Kubectl } from './kubectl.ts';
import { isOf } from './load/load-event.ts';
import { groupOf, type LoadPlan, loadRoutes } from './load/load-plan.ts';
import { LoadLog } from './load-log.ts';
import { LoadPod } from './load-pod.ts';
import { reinstall } from './reinstall.ts';
import type { E2eResults } from './results-document.ts';
import { runActs } from './run-acts.ts';
import { runCommand, runTemplate } from './run-command.ts';
import { type Scene, whenWhole } from './scene.ts';
import { WeirRelease } from './weir-release.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const valuesFile = join(root, 'helm/weir/ci/e2e-values.yaml');

/** Installs, puts under load, does the acts, judges, and clears up. */
export async function runE2e(
  options: E2eOptions,
  progress: (line: string) => void,
): Promise<E2eResults> {
  const startedAt = new Date();
  const kubectl = new Kubectl(options.namespace);
  const steps: string[] = [];
  const note = (step: string): void => {
    progress(step);
    steps.push(step);
  };
  await importImage(options, progress);
  await kubectl.run(['create', 'namespace', options.namespace]);
  try {
    const scene = await beginLoad(options, kubectl, { progress, note });
    const acts = await runActs(options.acts, scene);
    const stored = await endLoad(scene, note);
    const { log, plan } = scene;
    const { events, sent, failures } = log;
    const findings = judgeLoad({ plan, sent, failures, events, stored });
    if (options.isUninstalled) findings.push(...(await reinstall(scene, stored, note)));
    return {
      versions: await versionsOf(kubectl),
      conditions: [...options.remarks, ...conditionsOf(plan)],
      startedAt,
      acts,
      steps,
      findings,
      acknowledged: events.filter(({ kind }) => kind === 'acknowledged').length,
    };
  } finally {
    if (!options.keep)
      await kubectl.run(['delete', 'namespace', options.namespace], { timeoutMs: 300_000 });
  }
}

async function importImage(
  { importImage: template, image }: E2eOptions,
  progress: (line: string) => void,
): Promise<void> {
  if (template === undefined || image === undefined) return;
  const folder = await mkdtemp(join(tmpdir(), 'weir-image-'));
  try {
    progress('making the folder of the image');
    const install = join(root, 'deploy/docker/install.mjs');
    await runCommand(process.execPath, [install, folder, '--with-node'], { timeoutMs: 900_000 });
    progress(`importing ${image}`);
    await runTemplate(template, { folder, image }, { timeoutMs: 900_000 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function beginLoad(
  options: E2eOptions,
  kubectl: Kubectl,
  { progress, note }: Record<'progress' | 'note', (line: string) => void>,
): Promise<Scene> {
  const { patienceMs, releaseName, valueFiles, commands } = options;
  const release = new WeirRelease(kubectl, {
    name: releaseName,
    valueFiles: [valuesFile, ...valueFiles],
    image: options.image,
    settings: options.settings,
    timeoutMs: patienceMs,
  });
  const fromMs = performance.now();
  await release.install();
  note(`\`helm install --wait\` took ${secondsSince(fromMs)} s`);

  const [gateway] = await release.pods('gateway');
  const image = gateway?.spec.containers[0]?.image;
  if (image === undefined) throw new Error('The release has no gateway');
  const nodes = await kubectl.nodes();
  const loadNode = options.loadNode ?? nodes[0]?.metadata.name ?? '';
  const plan: LoadPlan = {
    topic: 'e2e',
    partitions: 6,
    replicationFactor: 3,
    minInSyncReplicas: 2,
    intervalMs: 20,
    gateway: release.gateway,
  };
  const labels = { 'weir.io/client': 'true' };
  const load = new LoadPod(kubectl, { plan, image, node: loadNode, labels });
  await load.start();
  const log = new LoadLog(load);
  const scene = { kubectl, release, plan, load, log, loadNode, commands, patienceMs, progress };
  await whenWhole(scene);
  progress(`the load runs on ${loadNode}`);
  return scene;
}

/** Sends no more, lets the groups come to the end, and reads everything. */
async function endLoad(scene: Scene, note: (step: string) => void): Promise<SeenRecord[]> {
  const { load, log, plan, patienceMs: timeoutMs } = scene;
  await load.finishSending();
  const fromMs = performance.now();
  const groups = loadRoutes.map((route) => groupOf(route, plan)).join(' and ');
  try {
    await eventually(() => areGroupsAtTheEnd(log), { timeoutMs, intervalMs: 1_000 });
    note(
      `the groups ${groups} were at the end within ${secondsSince(fromMs)} s of the last record`,
    );
  } catch {
    note(`the groups ${groups} did not come to the end`);
  }
  return load.stored();
}

async function areGroupsAtTheEnd(log: LoadLog): Promise<boolean> {
  await log.pull();
  const topic = '';
  const place = <Event extends object>(event: Event): Event & { topic: string } => ({
    ...event,
    topic,
  });
  const acknowledged = log.events.filter(isOf('acknowledged')).map(place);
  const delivered = log.events.filter(isOf('delivered')).map(place);
  return loadRoutes.every((own) => {
    const given = delivered.filter(({ route }) => route === own);
    return findVanished(acknowledged, given).length === 0;
  });
}

async function versionsOf(kubectl: Kubectl): Promise<string[]> {
  const nodes = await kubectl.nodes();
  const kubelets = new Set(nodes.map(({ status }) => status.nodeInfo.kubeletVersion));
  const helm = await runCommand('helm', ['version', '--template', '{{.Version}}']);
  return [`Kubernetes ${[...kubelets].join(', ')}, ${nodes.length} machines; Helm ${helm.trim()}`];
}

function conditionsOf({
  topic,
  partitions,
  replicationFactor,
  minInSyncReplicas,
  intervalMs,
}: LoadPlan): string[] {
  return [
    `Values: \`ci/e2e-values.yaml\`. Topic \`${topic}\`: ${partitions} partitions, replication factor ${replicationFactor}, min.insync.replicas ${minInSyncReplicas}.`,
    `Load: by each route (direct, through the gateway) an idempotent producer with acks all, one record every ${intervalMs} ms, and a group of one member.`,
  ];
}

function secondsSince(fromMs: number): number {
  return Math.round((performance.now() - fromMs) / 1_000);
}
