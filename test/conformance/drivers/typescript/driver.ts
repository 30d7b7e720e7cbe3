/** The TypeScript driver: one JSON command a line on standard input, one answer a line on standard output. */
import { createInterface } from 'node:readline';
import type { JsonObject } from '../../json-value.ts';
import { SdkDriver } from './sdk-driver.ts';

await using driver = new SdkDriver();
for await (const line of createInterface({ input: process.stdin })) {
  const answer = await driver.answer(JSON.parse(line) as JsonObject);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
