import type { Consumer, Weir } from '@weir/client';
import { machineNowMs } from '../machine-clock.ts';
import type { MemberReport } from './member-messages.ts';

/** Who it is, and who hears of it. */
export interface ReportingMemberOptions {
  readonly member: string;
  readonly groupId: string;
  readonly topic: string;
  readonly report: (report: MemberReport) => void;
}

/**
 * A member of a group with the SDK's default options, automatic commits every 5 s included. It
 * reports every batch before it asks for the next: what it never reported was never committed.
 */
export class ReportingMember {
  readonly #options: ReportingMemberOptions;
  readonly #consumer: Consumer;
  readonly #done: Promise<void>;

  constructor(weir: Weir, options: ReportingMemberOptions) {
    const { groupId, topic, member, report } = options;
    this.#options = options;
    report({ kind: 'started', member, atMs: machineNowMs() });
    this.#consumer = weir.consumer({ groupId, topics: [topic] });
    this.#consumer.on('assigned', () => {
      this.#reportAssignment();
    });
    this.#consumer.on('revoked', () => {
      this.#reportAssignment();
    });
    this.#done = this.#read();
  }

  /** Leaves the group. */
  async leave(): Promise<void> {
    const { member, report } = this.#options;
    report({ kind: 'leaving', member, atMs: machineNowMs() });
    await this.#consumer.close();
    await this.#done;
  }

  #reportAssignment(): void {
    const { member, report } = this.#options;
    const partitions = this.#consumer.assignment().map(({ partition }) => partition);
    report({ kind: 'assigned', member, atMs: machineNowMs(), partitions });
  }

  async #read(): Promise<void> {
    const { member, report } = this.#options;
    try {
      for await (const { partition, records } of this.#consumer.batches()) {
        report({
          kind: 'delivered',
          member,
          atMs: machineNowMs(),
          partition,
          records: Array.from(records, (record) => [record.offset, record.text() ?? '']),
        });
      }
    } catch (error) {
      report({ kind: 'failed', member, reason: String(error) });
    }
  }
}
