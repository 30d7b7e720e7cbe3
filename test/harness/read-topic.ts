import type { SeenRecord } from './history.ts';
import { runCli } from './weir-cli.ts';

/**
 * Every record of a topic, read from its beginning without a group: one partition after the other,
 * each in the order in which it was read.
 */
export async function readTopic(bootstrap: string, topic: string): Promise<SeenRecord[]> {
  const { code, stdout, stderr } = await runCli([
    ...['consume', topic, '--from', 'earliest', '--exit-at-end', '-o', 'json'],
    ...['--bootstrap', bootstrap],
  ]);
  if (code !== 0) throw new Error(`weir consume ended with ${code}: ${stderr}`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SeenRecord)
    .toSorted((left, right) => left.partition - right.partition);
}
