import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prometheusFolder } from '../alert-rules.ts';
import type { AlertDrill } from './alert-drill.ts';
import type { DrillResult, SeenAlert } from './run-drill.ts';

const heading = '## Tried\n';

/** Replaces the last section of each alert's runbook by what a drill has seen of it. */
export function recordInRunbooks(drill: AlertDrill, result: DrillResult): void {
  for (const seen of result.seen) {
    if (seen.firedAfterMs === undefined) continue;
    const file = join(prometheusFolder, '..', 'runbooks', `${seen.alert}.md`);
    const [text = ''] = readFileSync(file, 'utf8').split(heading);
    writeFileSync(file, `${text.trimEnd()}\n\n${heading}\n${toText(drill, result, seen)}`);
  }
}

function toText(drill: AlertDrill, result: DrillResult, seen: SeenAlert): string {
  const lowered = drill.lowered?.filter(({ alert }) => alert === seen.alert) ?? [];
  const thresholds = lowered.map(
    ({ from, to }) => ` The threshold was \`${to}\`, not \`${from}\`.`,
  );
  const others = result.others
    .filter((alert) => !result.before.includes(alert))
    .map((alert) => `[${alert}](${alert}.md)`)
    .join(', ');
  const ended =
    seen.endedAfterMs === undefined
      ? 'It was still firing 45 s after that was undone.'
      : `It was over ${seconds(seen.endedAfterMs)} after that was undone.`;
  return [
    `- When and how: ${result.date}, \`npm run drill -- --only ${drill.name}\`, with alerts that wait and look`,
    `  back ${result.hurry} times shorter.${thresholds.join('')}`,
    `- What was done: ${drill.what}.`,
    `- What was seen: firing after ${seconds(seen.firedAfterMs ?? 0)}: “${seen.description}” ${ended}`,
    ...(others === '' ? [] : [`- Others that fired meanwhile: ${others}.`]),
    '',
  ].join('\n');
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(0)} s`;
}
