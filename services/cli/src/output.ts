/** How results are printed. */
export type OutputFormat = 'text' | 'json';

/** The only place of the command line that writes to the console. */
export const output = {
  /** One line of results, on standard output. */
  line(text: string): void {
    process.stdout.write(`${text}\n`);
  },

  /** A result as one JSON document. */
  json(value: unknown): void {
    process.stdout.write(`${JSON.stringify(value)}\n`);
  },

  /** A note for the person at the terminal, on standard error. */
  note(text: string): void {
    process.stderr.write(`${text}\n`);
  },
};

/** Rows under a header, columns aligned; an empty table is its header. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [header, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
