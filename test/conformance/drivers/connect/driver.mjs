/** The driver of Node with connect: one JSON command a line in, one answer a line out. */
import { createInterface } from 'node:readline';
import { answer } from './commands.mjs';

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
process.exit();
