import { WeirError } from '@weir/core';
import { createLogger } from '../src/logger.ts';
import { runService } from '../src/run-service.ts';

/** A service that behaves as its first argument says; `run-service.test.ts` starts it. */
const logger = createLogger({ service: 'test' });
let stops = 0;

await runService(logger, async ({ signal }) => {
  switch (process.argv[2]) {
    case 'bad-start':
      throw new WeirError('INVALID_CONFIG', 'Port is taken');
    case 'slow-start':
      process.stdout.write('starting\n');
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('Start was cut short'));
        });
      });
      break;
    case 'uncaught':
      void Promise.reject(new Error('Nobody caught me'));
      break;
    default:
  }
  process.stdout.write('ready\n');
  return {
    async stop() {
      stops += 1;
      process.stdout.write(`stop ${stops}\n`);
      if (process.argv[2] === 'bad-stop') throw new Error('Flush failed');
      // Long enough for a second signal to come meanwhile.
      if (process.argv[2] === 'slow-stop') await new Promise((resolve) => setTimeout(resolve, 300));
      process.stdout.write('stopped\n');
    },
  };
});
