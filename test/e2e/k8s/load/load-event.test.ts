import { expect, it } from 'vitest';
import { formatReport, type LoadReport, parseReport } from './load-event.ts';

const report: LoadReport = {
  nowMs: 17.5,
  next: 3,
  sent: { direct: 2, gateway: 1 },
  failures: ['The group of route direct: FENCED: gone'],
  events: [
    {
      ...{ kind: 'acknowledged', route: 'direct', atMs: 12, partition: 1, offset: 7 },
      ...{ key: 'direct-key-1', value: 'direct-0' },
    },
    {
      ...{ kind: 'delivered', route: 'gateway', atMs: 14, partition: 1, offset: 7 },
      ...{ key: 'direct-key-1', value: 'direct-0' },
    },
    {
      ...{ kind: 'refused', route: 'gateway', value: 'gateway-0' },
      ...{ code: 'DELIVERY_TIMED_OUT', message: 'Not "delivered"\nin time' },
    },
  ],
};

it('reads a report back as it was', () => {
  expect(parseReport(formatReport(report))).toEqual(report);
});

it('reads a report without events', () => {
  const empty = { ...report, events: [] };
  expect(parseReport(`${formatReport(empty)}\n`)).toEqual(empty);
});

it('refuses a report of which lines are missing', () => {
  const lines = formatReport(report).split('\n').slice(0, -1);
  expect(() => parseReport(lines.join('\n'))).toThrow('A report of 3 events has 2 lines');
});
