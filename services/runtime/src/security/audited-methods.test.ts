import { expect, it } from 'vitest';
import { auditKindOf } from './audited-methods.ts';

it.each([
  ['/weir.v1.AdminService/CreateTopic', 'change'],
  ['/weir.v1.AdminService/BalanceReplicas', 'change'],
  ['/weir.v1.AdminService/ListAcls', 'look'],
  ['/weir.v1.GroupService/ResetOffsets', 'change'],
  ['/weir.v1.LogService/DeleteRecords', 'change'],
  ['/weir.v1.GroupService/CommitOffsets', undefined],
  ['/weir.v1.LogService/Produce', undefined],
])('audits %s as %s', (path, kind) => {
  expect(auditKindOf(path, {})).toBe(kind);
});

it.each([
  ['/weir.v1.AdminService/AlterTopicConfigs', { validateOnly: true }],
  ['/weir.v1.AdminService/DeleteAcls', { dryRun: true }],
  ['/weir.v1.GroupService/ResetOffsets', { dryRun: true }],
])('audits %s as a look when it only tells what it would do', (path, request) => {
  expect(auditKindOf(path, request)).toBe('look');
  expect(auditKindOf(path, { dryRun: false, validateOnly: false })).toBe('change');
});
