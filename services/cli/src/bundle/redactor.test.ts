import { describe, expect, it } from 'vitest';
import { Redactor } from './redactor.ts';

const redactor = new Redactor({ secrets: ['correct horse battery'], keepsNames: false });
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl';

describe('text', () => {
  it.each([
    ['of this client', 'said "correct horse battery" twice'],
    ['API keys', 'key weir_k7f3_Zx9-_hidden1 was refused'],
    ['JSON Web Tokens', `token ${jwt} has expired`],
    ['headers', 'authorization: Bearer hidden1'],
    ['basic credentials', 'sent Basic hidden1=='],
    ['URLs', 'connects to redis://default:hidden1@10.0.0.1:6379/0'],
    ['assignments', 'started with REDIS_PASSWORD=hidden1 and PORT=7400'],
    ['quoted assignments', `secret: 'hidden1', port: 7400`],
    ['escaped JSON', String.raw`{"line":"{\"apiKey\":\"hidden1\"}"}`],
    ['options of a command', 'weir --api-key hidden1 topic list'],
    ['keys in PEM', 'a\n-----BEGIN EC PRIVATE KEY-----\nhidden1\n-----END EC PRIVATE KEY-----\nb'],
    ['keys in PEM that are cut', '-----BEGIN PRIVATE KEY-----\nhidden1'],
  ])('has no secrets: %s', (_kind, text) => {
    const redacted = redactor.text(text);
    expect(redacted).not.toMatch(/hidden1|horse|eyJ/);
    expect(redacted).toContain('[redacted]');
  });

  it('leaves what surrounds a secret', () => {
    expect(redactor.text('redis://:hidden1@10.0.0.1:6379/0 is down')).toBe(
      'redis://[redacted]@10.0.0.1:6379/0 is down',
    );
    expect(redactor.text('with PASSWORD=hidden1 and PORT=7400')).toBe(
      'with PASSWORD=[redacted] and PORT=7400',
    );
  });

  it.each(['y', 'eyJ', 'user:', 'token=', 'a://', '"token":"', '-----BEGIN PRIVATE KEY-----'])(
    'takes no time for a long line of %s',
    (piece) => {
      const startedMs = performance.now();
      redactor.text(piece.repeat(Math.ceil(60_000 / piece.length)));
      expect(performance.now() - startedMs).toBeLessThan(1_000);
    },
  );

  it('leaves what is no secret as it is', () => {
    const text = 'Leader epoch 3 of orders/0 is older than 4 at 10.0.0.1:7410';
    expect(redactor.text(text)).toBe(text);
  });

  it('has the same pseudonym for the same principal', () => {
    const own = new Redactor({ secrets: [], keepsNames: false });
    expect(own.text('user:ann, user:bob and user:ann')).toBe('user:1, user:2 and user:1');
    expect(own.principal('user:bob')).toBe('user:2');
    expect(own.principal('*')).toBe('*');
  });

  it('keeps names where it is told to, and secrets never', () => {
    const own = new Redactor({ secrets: [], keepsNames: true });
    expect(own.text('user:ann has weir_a_hidden1')).toBe('user:ann has weir_[redacted]');
  });
});

describe('document', () => {
  it('goes by the names of fields at any depth', () => {
    expect(
      redactor.document({
        list: [{ apiKey: 'hidden1', tokenFile: '/etc/token', clientSecret: 'hidden1' }],
        authorization: ['hidden1'],
        password: { value: 'hidden1' },
        'x-api-key': 'hidden1',
        keyPassphrase: 'hidden1',
        epoch: 3,
        token: 17,
      }),
    ).toEqual({
      list: [{ apiKey: '[redacted]', tokenFile: '/etc/token', clientSecret: '[redacted]' }],
      authorization: ['[redacted]'],
      password: { value: '[redacted]' },
      'x-api-key': '[redacted]',
      keyPassphrase: '[redacted]',
      epoch: 3,
      token: 17,
    });
  });

  it('has pseudonyms for principals with blanks in them, and for peers', () => {
    const own = new Redactor({ secrets: [], keepsNames: false });
    expect(own.document({ principal: 'user:Ann Lee', peer: '10.9.8.7:5000' })).toEqual({
      principal: 'user:1',
      peer: 'peer:2',
    });
  });

  it('finds a name with blanks in texts, once it has been seen', () => {
    const own = new Redactor({ secrets: [], keepsNames: false });
    own.document({ principal: 'user:Ann Lee' });
    expect(own.text('Key k1 of user:Ann Lee expires')).toBe('Key k1 of user:1 expires');
  });

  it('redacts strings inside', () => {
    expect(redactor.document({ message: `refused ${jwt}` })).toEqual({
      message: 'refused [redacted]',
    });
  });
});

describe('logLine', () => {
  it('reads lines of JSON as documents', () => {
    expect(redactor.logLine('{"level":30,"password":"hidden1","msg":"Ready"}')).toBe(
      '{"level":30,"password":"[redacted]","msg":"Ready"}',
    );
  });

  it('takes other lines, and broken ones, as text', () => {
    expect(redactor.logLine('{"password":"hidden1')).not.toContain('hidden1');
    expect(redactor.logLine('password=hidden1')).toBe('password=[redacted]');
  });
});

describe('metrics', () => {
  it('keep their names and lose names of people', () => {
    const own = new Redactor({ secrets: [], keepsNames: false });
    const text = [
      '# HELP weir_storage_node_log_bytes Bytes of logs',
      '# TYPE weir_storage_node_log_bytes gauge',
      'weir_storage_node_log_bytes{principal="user:ann",key="weir_k_hidden1"} 7',
      '',
    ].join('\n');
    expect(own.metrics(text)).toBe(
      [
        '# HELP weir_storage_node_log_bytes Bytes of logs',
        '# TYPE weir_storage_node_log_bytes gauge',
        'weir_storage_node_log_bytes{principal="user:1",key="weir_[redacted]"} 7',
        '',
      ].join('\n'),
    );
  });
});
