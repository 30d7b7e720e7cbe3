/** `npm run e2e:k8s`: installs what is missing, and runs the chart on the cluster that KUBECONFIG names. */
import { spawnSync } from 'node:child_process';
import { fail, installDependencies, runToEnd } from './bootstrap.mjs';

for (const [program, ...args] of [
  ['kubectl', 'version', '--client'],
  ['helm', 'version'],
]) {
  const { status } = spawnSync(program, args, { stdio: 'ignore' });
  if (status !== 0) fail(`${program} is not on the PATH: install it and run this again.`);
}
if (process.env['KUBECONFIG'] === undefined) {
  fail(
    'KUBECONFIG names no cluster: a test that drains machines does not guess which one is meant.',
  );
}
installDependencies();
process.exitCode = await runToEnd('test/e2e/k8s/e2e-main.ts', process.argv.slice(2));
