import { spawnSync } from 'node:child_process';

/** Why tests that start prometheus or promtool cannot run here; undefined when they can. */
export function whyNoPrometheus(): string | undefined {
  const missing = ['prometheus', 'promtool'].filter(
    (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status !== 0,
  );
  if (missing.length === 0) return undefined;
  return `Not on PATH: ${missing.join(', ')} (the package prometheus has both)`;
}
