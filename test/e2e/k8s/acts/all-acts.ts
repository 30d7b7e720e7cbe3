import { setTimeout as wait } from 'node:timers/promises';
import type { Act } from '../scene.ts';
import { nodeActs } from './node-acts.ts';
import { redisAct } from './redis-act.ts';
import { rollbackAct, rollingActs } from './rolling-acts.ts';
import { scaleAct } from './scale-act.ts';
import { strangerAct } from './stranger-act.ts';
import { testAct } from './test-act.ts';

const steadyMs = 15_000;

/** Nothing is done: what the machines themselves cost. */
const steadyAct: Act = {
  name: 'nothing',
  what: 'nothing is done for 15 s: what gaps are there anyway',
  isPlanned: true,
  run: async () => {
    await wait(steadyMs);
    return '';
  },
};

/** All acts under load, in their order. */
export const allActs: readonly Act[] = [
  steadyAct,
  ...rollingActs,
  ...nodeActs,
  scaleAct,
  redisAct,
  strangerAct,
  testAct,
  rollbackAct,
];
