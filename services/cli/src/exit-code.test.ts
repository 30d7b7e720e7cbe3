import { CommanderError } from 'commander';
import { WeirError } from '@weir/core';
import { describe, expect, it } from 'vitest';
import { ConnectError, describeFailure, exitCode, InputError } from './exit-code.ts';

describe('describeFailure', () => {
  it('tells bad input from a failure of the operation', () => {
    expect(describeFailure(new InputError('Line 1 is bad'))).toEqual({
      code: exitCode.badInput,
      text: 'INVALID_INPUT: Line 1 is bad',
    });
    expect(describeFailure(new WeirError('INVALID_CONFIG', 'x')).code).toBe(exitCode.badInput);
    expect(describeFailure(new WeirError('NOT_ENOUGH_REPLICAS', 'x'))).toEqual({
      code: exitCode.failed,
      text: 'NOT_ENOUGH_REPLICAS: x',
    });
  });

  it('names the remedy where there is one', () => {
    expect(describeFailure(new WeirError('TOPIC_ALREADY_EXISTS', 'x')).text).toMatch(
      /^TOPIC_ALREADY_EXISTS: x \(.*--if-not-exists\)$/,
    );
    const failure = describeFailure(new ConnectError('host:1', new Error('refused')));
    expect(failure.code).toBe(exitCode.cannotConnect);
    expect(failure.text).toMatch(/^UNAVAILABLE: .*host:1.*npm start.*--bootstrap.*refused/);
  });

  it('keeps a connection lost on the way apart from one that never was', () => {
    expect(describeFailure(new WeirError('UNAVAILABLE', 'x')).code).toBe(exitCode.failed);
  });

  it('puts what commander says on one line', () => {
    const error = new CommanderError(1, 'commander.unknownCommand', 'error: no\n(Did you mean x?)');
    expect(describeFailure(error)).toEqual({
      code: exitCode.badInput,
      text: 'INVALID_USAGE: no (Did you mean x?)',
    });
  });

  it('takes the code of a system call', () => {
    const error = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
    expect(describeFailure(error)).toEqual({
      code: exitCode.failed,
      text: 'ENOSPC: no space left',
    });
    expect(describeFailure('odd').text).toBe('FAILED: odd');
  });
});
