import { spawnSync } from 'node:child_process';

/** Runs a program to its end; throws with all that it printed when it fails. */
export function runTool(command, args, { cwd, env = {} }) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  if (status === 0) return;
  const said = error === undefined ? `${stdout}${stderr}`.trim() : error.message;
  throw new Error(`${command} ${args.join(' ')} failed: ${said}`);
}
