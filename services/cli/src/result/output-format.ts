/** All that `-o` can be. */
export const outputFormats = ['text', 'wide', 'json', 'ndjson', 'yaml', 'name'] as const;

/** How a result is printed. */
export type OutputFormat = (typeof outputFormats)[number];

/** Of commands whose result is a list: `ndjson` has an item a line, `name` the items' names. */
export const listFormats: readonly OutputFormat[] = [...outputFormats];

/** Of lists that have no more columns to show. */
export const narrowListFormats: readonly OutputFormat[] = [
  'text',
  'json',
  'ndjson',
  'yaml',
  'name',
];

/** Of commands whose result is one document. */
export const documentFormats: readonly OutputFormat[] = ['text', 'json', 'yaml'];

/** Of commands that change something that has a name. */
export const changeFormats: readonly OutputFormat[] = ['text', 'json', 'yaml', 'name'];

/** Of commands that print records as they come: `json` and `ndjson` are the same, one a line. */
export const recordFormats: readonly OutputFormat[] = ['text', 'json', 'ndjson'];

/** Whether a person reads it; else a program does. */
export function isForPeople(format: OutputFormat): boolean {
  return format === 'text' || format === 'wide';
}
