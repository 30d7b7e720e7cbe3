import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import type { SeenRecord } from '../../harness/history.ts';
import { readTopic } from '../../harness/read-topic.ts';
import type { ConsolePage } from './console-page.ts';
import { type StandaloneStage, startStandaloneStage } from './console-stage.ts';
import { consoleTest } from './console-test.ts';
import { runShownCommand } from './run-shown-command.ts';

const manyRecords = 3_000;
const needle = { key: 'order-1234', value: JSON.stringify({ id: 1_234, note: 'the needle' }) };

const it = consoleTest({
  start: startStandaloneStage,
  seed: async ({ weir }: StandaloneStage) => {
    for (const [name, partitions] of [
      ['orders', 3],
      ['shapes', 1],
      ['written', 2],
      ['numbers', 1],
    ] as const) {
      await weir.admin().createTopic({ name, partitions, replicationFactor: 2 });
    }
    await using producer = weir.producer();
    const headers = { source: 'web' };
    const orders = Array.from({ length: manyRecords }, (_, id) => ({
      ...{ topic: 'orders', key: `order-${id}`, value: JSON.stringify({ id, note: 'hay' }) },
      ...(id === 1_234 ? { ...needle, headers } : undefined),
    }));
    await producer.sendMany(orders);
    for (const value of [
      JSON.stringify({ city: 'Oslo', lines: [{ sku: 'a-1' }] }),
      'Plain text, no more',
      Uint8Array.of(0xca, 0xfe, 0x00, 0xff),
      null,
      '',
    ]) {
      await producer.send({ topic: 'shapes', key: 'k', value, headers });
    }
    const numbers = Array.from({ length: 250 }, (_, index) => ({
      ...{ topic: 'numbers', value: `${index}` },
    }));
    await producer.sendMany(numbers);
  },
});

const valueOf = (record: Locator): Locator => record.getByRole('region', { name: 'Value' }).first();

/** Opens a record beside the list. */
async function openRecord(page: ConsolePage, topic: string, offset: number): Promise<Locator> {
  await page.goto(`/topics/${topic}/records?record=0-${offset}`);
  const record = page.tab.getByRole('complementary', { name: 'Record' });
  await record.getByRole('heading', { name: `Partition 0 · Offset ${offset}` }).waitFor();
  return record;
}

async function readAll({ environment }: StandaloneStage, topic: string): Promise<SeenRecord[]> {
  return readTopic(environment['WEIR_BOOTSTRAP'] ?? '', topic);
}

it('produces a record that is then seen, in the page and by a consumer', async ({
  page,
  stage,
}) => {
  await page.goto('/topics/written/records');
  await page.tab.getByText('No records').waitFor();
  await page.button('Produce a record').click();
  const dialog = page.dialog('Produce a record');
  await dialog.getByLabel('Partition').fill('1');
  await dialog.getByLabel('Key as').selectOption('Text');
  await dialog.getByLabel('Key', { exact: true }).fill(`it's a key`);
  await dialog.getByLabel('Value as').selectOption('JSON');
  await dialog.getByLabel('Value', { exact: true }).fill('{"total":');
  await dialog.getByText('Something is not right above').waitFor();
  await dialog.getByLabel('Value', { exact: true }).fill('{"total": 12}');
  await dialog.getByRole('button', { name: 'Add a header' }).click();
  await dialog.getByLabel('Name of header 1').fill('source');
  await dialog.getByLabel('Value of header 1').fill('console');
  const command = await page.run(dialog, { runLabel: 'Produce' });

  await page.tab.getByText('Written to written, partition 1, offset 0').waitFor();
  await page.tab.getByRole('link', { name: 'show it' }).click();
  const record = page.tab.getByRole('complementary', { name: 'Record' });
  await valueOf(record).getByText('"total"').waitFor();
  await expect
    .poll(() => page.rows('Records'))
    .toMatchObject([{ Partition: '1', Offset: '0', Key: `it's a key`, Value: '{"total": 12}' }]);

  const { code, stderr } = await runShownCommand(stage, command);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const seen = { partition: 1, key: `it's a key`, value: '{"total": 12}' };
  const records = await readAll(stage, 'written');
  expect(records).toMatchObject([seen, seen]);
});

it.for([
  [0, 'Auto: JSON', '"sku"'],
  [1, 'Auto: Text', 'Plain text, no more'],
  [2, 'Auto: Hex', 'ca fe 00 ff'],
] as const)('shows record %i as what it is: %s', async ([offset, format, text], { page }) => {
  const record = await openRecord(page, 'shapes', offset);
  const shown = record.getByLabel('Show the value as');
  expect(await shown.locator('option:checked').innerText()).toBe(format);
  await valueOf(record).getByText(text).first().waitFor();
});

it('tells a tombstone from an empty value', async ({ page }) => {
  const tombstone = await openRecord(page, 'shapes', 3);
  await valueOf(tombstone).getByText('null: there is none').waitFor();
  const empty = await openRecord(page, 'shapes', 4);
  await valueOf(empty).getByText('Empty: 0 bytes').waitFor();
  await expect
    .poll(async () => (await page.rows('Records')).map((row) => row['Value']))
    .toEqual([
      'empty',
      'tombstone',
      expect.stringContaining('binary'),
      'Plain text, no more',
      expect.stringContaining('Oslo'),
    ]);
});

it('shows a value in the format that one chooses', async ({ page }) => {
  const record = await openRecord(page, 'shapes', 1);
  const choose = record.getByLabel('Show the value as');
  await choose.selectOption('Hex');
  await valueOf(record).getByText('50 6c 61 69 6e').waitFor();
  await choose.selectOption('Base64');
  await valueOf(record).getByText('UGxhaW4gdGV4dCwgbm8gbW9yZQ==').waitFor();
  await choose.selectOption('JSON');
  await valueOf(record).getByText('Not JSON').waitFor();
});

it('copies and downloads a record', async ({ page, stage }) => {
  const record = await openRecord(page, 'shapes', 0);
  const value = JSON.stringify({ city: 'Oslo', lines: [{ sku: 'a-1' }] });
  await record.getByRole('button', { name: 'Copy as JSON' }).click();
  await expect.poll(() => page.clipboard()).toContain('"offset": 0');
  expect(JSON.parse(await page.clipboard())).toMatchObject({ topic: 'shapes', key: 'k', value });
  await record.getByRole('button', { name: 'Copy the value' }).click();
  await expect.poll(() => page.clipboard()).toBe(value);

  await record.getByRole('button', { name: 'Copy the command' }).click();
  await expect.poll(() => page.clipboard()).toMatch(/^weir /);
  const { code, stdout, stderr } = await runShownCommand(stage, await page.clipboard());
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout).toContain('Oslo');

  const binary = await openRecord(page, 'shapes', 2);
  const file = await page.download(binary.getByRole('button', { name: 'Download the value' }));
  expect([...file.bytes]).toEqual([0xca, 0xfe, 0x00, 0xff]);
});

it('pages through records to the first, and downloads what it shows', async ({ page }) => {
  await page.goto('/topics/numbers/records');
  const shown = page.tab.getByRole('region', { name: 'Records' });
  await shown.getByText('100 records shown').waitFor();
  await expect.poll(async () => (await page.rows('Records'))[0]).toMatchObject({ Value: '249' });
  await page.button('Older').click();
  await shown.getByText('200 records shown').waitFor();
  await page.button('Older').click();
  await shown.getByText('These are all').waitFor();
  const { name, bytes } = await page.download(page.button('NDJSON'));
  const values = bytes
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => Number((JSON.parse(line) as SeenRecord).value));
  expect(name).toBe('numbers.ndjson');
  expect(values).toEqual(Array.from({ length: 250 }, (_, index) => 249 - index));
});

it('goes to an offset, and to a time', async ({ page }) => {
  await page.goto('/topics/numbers/records');
  const from = page.tab.getByRole('combobox', { name: 'From' });
  await from.selectOption('An offset');
  await page.tab.getByLabel('First offset').fill('120');
  await expect.poll(async () => (await page.rows('Records'))[0]).toMatchObject({ Offset: '120' });
  await from.selectOption('The last 5 minutes');
  await expect.poll(async () => (await page.rows('Records'))[0]).toMatchObject({ Offset: '0' });
  await from.selectOption('A time');
  await page.tab.getByLabel('From time').fill('2036-01-01T00:00:00');
  await page.tab.getByText('There are none there').waitFor();
});

it.for([
  ['a text of its value', { 'Search records': 'the needle' }],
  ['a pattern of its value', { 'Search records': 'the n.+le', regex: true }],
  ['its key', { Key: needle.key }],
  ['its header', { Header: 'source=web' }],
  ['a field of its JSON', { 'Field of a JSON value': 'id=1234' }],
] as const)('finds a needle by %s', async ([_how, fields], { page }) => {
  await page.goto('/topics/orders/records');
  await page.button('Key, header, field…').click();
  for (const [label, wanted] of Object.entries(fields)) {
    const control = page.tab.getByRole('search').getByLabel(label, { exact: true });
    await (wanted === true ? control.check() : control.fill(`${wanted}`));
  }
  await page.button('Search').click();
  await page.tab.getByText(/^Searched all of it: 1 found/).waitFor();
  const rows = await page.rows('Records');
  expect(rows).toMatchObject([{ Key: needle.key, Value: needle.value }]);
});

it('says how many records it looked at when it finds nothing', async ({ page }) => {
  await page.goto('/topics/orders/records?q=nowhere');
  await page.tab.getByText('Nothing was found').waitFor();
  await page.tab.getByText('3,000 records were looked at').waitFor();
});

it('walks through records by keys', async ({ page }) => {
  await page.goto('/topics/shapes/records');
  await page.table('Records').focus();
  await page.tab.keyboard.press('ArrowDown');
  await page.tab.keyboard.press('Enter');
  const record = page.tab.getByRole('complementary', { name: 'Record' });
  await record.getByRole('heading', { name: 'Offset 4' }).waitFor();
  await page.tab.keyboard.press('ArrowDown');
  await record.getByRole('heading', { name: 'Offset 3' }).waitFor();
  await page.tab.keyboard.press('Escape');
  await record.waitFor({ state: 'detached' });
});

it('deletes records below an offset once the topic is named', async ({ page, stage }) => {
  await page.goto('/topics/numbers/records');
  await page.button('Delete records').click();
  const dialog = page.dialog('Delete records of numbers');
  await dialog.getByLabel('Below offset').fill('200');
  await dialog.getByText('Deletes 0 to 199: 200 offsets').waitFor();
  const options = { runLabel: 'Delete for good', typeName: 'numbers' };
  const command = await page.run(dialog, options);
  expect(await readAll(stage, 'numbers')).toHaveLength(50);
  const { code, stderr } = await runShownCommand(stage, command.replace('200', '240'));
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(await readAll(stage, 'numbers')).toHaveLength(10);
});
