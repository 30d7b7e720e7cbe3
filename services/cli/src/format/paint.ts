import { styleText } from 'node:util';

type Style = 'bold' | 'red' | 'yellow' | 'green';

/**
 * Text in a colour where standard output is a terminal that has them, as it is elsewhere. `NO_COLOR`,
 * `NODE_DISABLE_COLORS` and `FORCE_COLOR` say otherwise, as they do for Node itself.
 */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** Something that is not as it should be; nothing for an empty text. */
export function alarm(text: string): string {
  return text === '' ? '' : paint('red', text);
}

/** A number of things of which there should be none. */
export function alarmCount(count: number): string {
  return count === 0 ? '0' : alarm(`${count}`);
}
