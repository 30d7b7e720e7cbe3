import { describe, expect, it } from 'vitest';
import { consumedRecord } from '../../test/consumed-record.ts';
import { compileTemplate } from './record-template.ts';

const header = { key: 'h', value: Buffer.from('1') };

describe('compileTemplate', () => {
  it('prints each field and escape', () => {
    const print = compileTemplate('%t/%p@%o %k=%v %T %h %%\\t|\\\\\\n');
    expect(print(consumedRecord('k', 'v', [header]))).toBe('orders/3@0 k=v 1000 h=1 %\t|\\\n');
    expect(print(consumedRecord(null, null))).toBe('orders/3@0 = 1000  %\t|\\\n');
    expect(compileTemplate('%h\\n')(consumedRecord(null, '', [header, header]))).toBe('h=1,h=1\n');
  });

  it('ends records by itself only where the template does not', () => {
    expect(compileTemplate('%k')(consumedRecord('k', 'v'))).toBe('k\n');
    expect(compileTemplate('%k\\0')(consumedRecord('k', 'v'))).toBe('k\0');
    expect(compileTemplate('%k\n')(consumedRecord('k', 'v'))).toBe('k\n');
  });

  it('gives bytes back as they are, and its own text as UTF-8', () => {
    const bytes = Buffer.from([0xff, 0x00, 0xc3, 0xa9]);
    const text = compileTemplate('→😀%v\\n')(consumedRecord(null, bytes));
    expect(Buffer.from(text, 'latin1')).toEqual(
      Buffer.concat([Buffer.from('→😀'), bytes, Buffer.from('\n')]),
    );
  });

  it('names what it does not know', () => {
    expect(() => compileTemplate('%x')).toThrow(/"%x", known are %t/);
    expect(() => compileTemplate('\\x')).toThrow(/"\\x", known are .*\\n/);
    for (const bad of ['100%', 'a\\', '%constructor']) {
      expect(() => compileTemplate(bad)).toThrow(/Template has/);
    }
  });
});
