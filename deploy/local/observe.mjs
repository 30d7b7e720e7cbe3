/** `npm run observe`: installs what is missing, Prometheus included, and watches the systems of this machine. */
import { installDependencies, runUntilStopped } from './bootstrap.mjs';
import { installPrometheus } from './install-prometheus.mjs';

installDependencies();
installPrometheus();
process.exitCode = await runUntilStopped('test/harness/observe-main.ts', process.argv.slice(2));
