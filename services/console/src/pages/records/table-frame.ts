import type { RecordEntry } from './record-row.ts';

/** What the page gives to the table of each way of reading. */
export interface TableFrame {
  readonly topic: string;
  readonly openId: string | undefined;
  readonly isNarrow: boolean;
  readonly onOpen: (entry: RecordEntry) => void;
  readonly onClose: () => void;
}
