import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { Output } from '../output.ts';
import { TopScreen } from './top-screen.ts';

class Keys extends EventEmitter {
  isRaw = false;
  isPaused = true;

  setRawMode(isRaw: boolean): void {
    this.isRaw = isRaw;
  }

  setEncoding(): void {
    // Keys come as text.
  }

  resume(): this {
    this.isPaused = false;
    return this;
  }

  pause(): this {
    this.isPaused = true;
    return this;
  }
}

function screenOf() {
  const written = new PassThrough();
  const keys = new Keys();
  const terminal = Object.assign(new EventEmitter(), { columns: 90, rows: 20 });
  const seen: string[] = [];
  const screen = new TopScreen({
    ...{ output: new Output(written, written), keys, terminal },
    onKeys: (text) => seen.push(text),
    onResize: () => seen.push('resize'),
  });
  return { screen, keys, terminal, seen, text: () => String(written.read() ?? '') };
}

it('leaves the terminal as it was', () => {
  const listeners = process.listenerCount('exit');
  const { screen, keys, terminal, seen, text } = screenOf();
  screen.open();
  expect(keys.isRaw).toBe(true);
  keys.emit('data', 'j');
  terminal.emit('resize');
  screen.close();
  screen.close();
  keys.emit('data', 'k');
  terminal.emit('resize');
  expect(seen).toEqual(['j', 'resize']);
  expect({ isRaw: keys.isRaw, isPaused: keys.isPaused }).toEqual({ isRaw: false, isPaused: true });
  const written = text();
  expect(written.startsWith('\u001B[?1049h')).toBe(true);
  expect(written.endsWith('\u001B[?1049l')).toBe(true);
  expect(process.listenerCount('exit')).toBe(listeners);
});

it('draws over what was there, and nothing once it is closed', () => {
  const { screen, text } = screenOf();
  screen.open();
  text();
  screen.draw(['one', 'two']);
  expect(text()).toBe('\u001B[Hone\u001B[K\r\ntwo\u001B[K\u001B[J');
  expect(screen.size).toEqual({ columns: 90, rows: 20 });
  screen.close();
  text();
  screen.draw(['three']);
  expect(text()).toBe('');
});
