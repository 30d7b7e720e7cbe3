import { CaseContext } from './case-context.ts';
import type { ConformanceCase, ConformanceStep, DriverKind } from './conformance-case.ts';
import { allowedPrefix, type ConformanceCluster } from './conformance-cluster.ts';
import { DriverProcess } from './driver-process.ts';
import { isJsonObject, type JsonObject } from './json-value.ts';
import { judgeHistory, judgeNames } from './judge-history.ts';
import { matchExpected } from './match-expected.ts';
import { runStep } from './steps/run-step.ts';
import type { Toolchain } from './toolchain.ts';

/** What became of a case in a language. */
export interface CaseResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'not-applicable';
  /** What was wrong; empty when it passed. */
  readonly problems: readonly string[];
}

let runs = 0;

/** Runs one case with a driver of its own: its steps until one goes wrong, then the checkers. */
export async function runCase(
  conformanceCase: ConformanceCase,
  toolchain: Toolchain,
  cluster: ConformanceCluster,
): Promise<CaseResult> {
  const { name } = conformanceCase;
  await using driver = new DriverProcess(toolchain.program('driver'));
  try {
    const kind = await kindOf(driver);
    if (conformanceCase.only !== undefined && conformanceCase.only !== kind) {
      return { name, outcome: 'not-applicable', problems: [] };
    }
    const context = await prepare(conformanceCase, { driver, toolchain, cluster });
    const problems = await findProblems(conformanceCase, context, kind);
    return { name, outcome: problems.length === 0 ? 'passed' : 'failed', problems };
  } catch (error) {
    return {
      name,
      outcome: 'failed',
      problems: [error instanceof Error ? error.message : String(error)],
    };
  } finally {
    await restore(cluster);
  }
}

async function kindOf(driver: DriverProcess): Promise<DriverKind> {
  const { response } = await driver.ask({ op: 'hello' });
  return isJsonObject(response) && response['kind'] === 'sdk' ? 'sdk' : 'stubs';
}

async function prepare(
  { name, topic }: ConformanceCase,
  { driver, toolchain, cluster }: Pick<CaseContext, 'driver' | 'toolchain' | 'cluster'>,
): Promise<CaseContext> {
  runs += 1;
  const unique = `${allowedPrefix}${toolchain.language}-${name}-${runs}`;
  await cluster.createTopic(unique, topic ?? {});
  return new CaseContext({ driver, toolchain, cluster, topic: unique, group: unique });
}

async function findProblems(
  { steps, judges = judgeNames }: ConformanceCase,
  context: CaseContext,
  kind: DriverKind,
): Promise<string[]> {
  const due = steps.filter(({ only }) => only === undefined || only === kind);
  for (const [index, step] of [{ do: 'connect' } as const, ...due].entries()) {
    const differences = await runOne(step, context);
    if (differences.length > 0) return [`Step ${index} (${step.do}): ${differences.join('; ')}`];
  }
  return judgeHistory(context.history, judges);
}

async function runOne(step: ConformanceStep, context: CaseContext): Promise<string[]> {
  const { expect, save, ...rest } = step as unknown as JsonObject;
  try {
    const answer = await runStep(context.expand(rest), context);
    if (typeof save === 'string') context.save(save, answer);
    return expect === undefined
      ? unexpectedError(answer, step)
      : matchExpected(answer, context.expand(expect));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** A step that expects nothing at all still expects that the call does not fail. */
function unexpectedError(answer: JsonObject, step: ConformanceStep): string[] {
  if (step.do === 'end' || answer['error'] === undefined) return [];
  return [`The call failed: ${JSON.stringify(answer['error'])}`];
}

/** The next case finds the cluster whole, whatever this one did to it. */
async function restore(cluster: ConformanceCluster): Promise<void> {
  cluster.resumeLeaders();
  for (const gateway of cluster.addresses.keys()) await cluster.startGateway(gateway + 1);
}
