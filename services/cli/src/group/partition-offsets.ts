import { InputError } from '../exit-code.ts';

/** An offset by partition. */
export type PartitionOffsets = ReadonlyMap<number, number>;

/** An offset of a partition of any topic. */
export interface TopicPartitionOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

const maxPartition = 9_999;
/** Far more than a group commits. */
const maxLines = 100_000;

/** `0=10,3=25`: an offset for each partition, each partition once. */
export function parsePartitionOffsets(text: string): PartitionOffsets {
  const offsets = new Map<number, number>();
  for (const part of text.split(',')) {
    const [partition, offset, ...rest] = part.split('=').map((number) => toNatural(number.trim()));
    const isRight = partition !== undefined && offset !== undefined && rest.length === 0;
    if (!isRight || partition > maxPartition || offsets.has(partition)) {
      throw new InputError(
        `--offsets is "${text}", wanted is an offset for each partition once, such as 0=10,3=25`,
      );
    }
    offsets.set(partition, offset);
  }
  return offsets;
}

/**
 * The offsets of a text of lines `topic,partition,offset`, which is what Kafka's tools write, too. Empty
 * lines and those that start with `#` are left out; each partition may come once.
 */
export function parseOffsetLines(text: string): readonly TopicPartitionOffset[] {
  const lines = text.split(/\r?\n/);
  if (lines.length > maxLines) throw new InputError(`There are more than ${maxLines} lines`);
  const seen = new Set<string>();
  return lines.flatMap((line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const read = parseLine(line);
    const place = `Line ${index + 1}, "${line.slice(0, 80)}"`;
    if (read === undefined) throw new InputError(`${place}: wanted is topic,partition,offset`);
    const key = `${read.topic}/${read.partition}`;
    if (seen.has(key)) throw new InputError(`${place}: ${key} stands above, too`);
    seen.add(key);
    return [read];
  });
}

/** Lines that `parseOffsetLines` reads. */
export function formatOffsetLines(offsets: readonly TopicPartitionOffset[]): string {
  return offsets.map((each) => `${each.topic},${each.partition},${each.offset}\n`).join('');
}

function parseLine(line: string): TopicPartitionOffset | undefined {
  const [topic = '', first = '', second = '', ...rest] = line.split(',').map((cell) => cell.trim());
  const partition = toNatural(first);
  const offset = toNatural(second);
  const isRight = topic !== '' && partition !== undefined && offset !== undefined;
  if (!isRight || rest.length > 0 || partition > maxPartition) return undefined;
  return { topic, partition, offset };
}

function toNatural(text: string): number | undefined {
  const value = Number(text);
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
}
