import { expect, it } from 'vitest';
import { TestAuthority } from './test-authority.fixture.ts';
import { certificateExpiresAtMs, tlsProblems } from './tls-problems.ts';

const names = { ca: 'CA', cert: 'CERT', key: 'KEY' };
const authority = await TestAuthority.create();
const own = await authority.issue({ name: 'one.weir' });
const other = await authority.issue({ name: 'other.weir' });

it('finds nothing wrong with a pair and its authority, or with an authority alone', () => {
  expect(tlsProblems({ ca: authority.ca, ...own }, names)).toEqual([]);
  expect(tlsProblems({ ca: Buffer.concat([authority.ca, own.cert]) }, names)).toEqual([]);
});

it('tells of all that is wrong at once', () => {
  const broken = Buffer.from(own.cert.toString().replace(/\n[^\n]{20}/, '\nAAAA'));
  const problems = tlsProblems({ ca: broken, cert: own.cert, key: Buffer.from('-----') }, names);
  expect(problems).toEqual([
    'CA: certificate 1 of 1 cannot be read',
    'KEY: has no private key in PEM, or one that is encrypted',
  ]);
  const joined = `${authority.ca.toString().trim()}${authority.ca.toString()}${own.cert.toString()}`;
  expect(tlsProblems({ ca: Buffer.from(joined) }, names)).toEqual([
    'CA: has a certificate that does not start or end on a line of its own',
  ]);
  expect(tlsProblems({ ca: Buffer.alloc(0) }, names)).toEqual(['CA: has no certificate in PEM']);
});

it('refuses a key that belongs to another certificate, and half of a pair', () => {
  expect(tlsProblems({ cert: own.cert, key: other.key }, names)).toEqual([
    'KEY: does not belong to the certificate of CERT',
  ]);
  expect(tlsProblems({ cert: own.cert }, names)).toEqual(['CERT: has no key']);
  expect(tlsProblems({ key: own.key }, names)).toEqual(['KEY: has no certificate']);
});

it('reads when the first certificate ends', async () => {
  const expiresAt = new Date('2031-02-03T04:05:06Z');
  const { cert } = await authority.issue({ name: 'x', expiresAt });
  expect(certificateExpiresAtMs(Buffer.concat([cert, authority.ca]))).toBe(expiresAt.getTime());
});
