import { runTrial, type TrialOptions, type TrialResult } from './run-trial.ts';

/** Runs a trial; one that comes to no end has that as its anomaly. Rejects when it is stopped. */
export async function tryTrial(options: TrialOptions): Promise<TrialResult> {
  try {
    return await runTrial(options);
  } catch (error) {
    if (options.signal.aborted) throw error;
    return {
      anomalies: [`the trial came to no end: ${explain(error)}`],
      acknowledged: 0,
      delivered: 0,
      steadyGapMs: 0,
      gapMs: 0,
    };
  }
}

/** An error with its causes, the first line of each. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [line = ''] = error.message.split('\n');
  return error.cause === undefined ? line : `${line}: ${explain(error.cause)}`;
}
