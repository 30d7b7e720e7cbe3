/** One server-sent event. */
export interface ServerEvent {
  /** `message` unless the server named it. */
  readonly event: string;
  readonly data: string;
  /** The last id that the server gave, empty when it gave none. */
  readonly id: string;
}

/** Lines of a `text/event-stream` as events. Source: the HTML standard, section 9.2. */
export class EventParser {
  #event = '';
  #data: string[] = [];
  #id = '';

  /** The event that ends with this line, if one does. */
  push(line: string): ServerEvent | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id') this.#id = value;
    return undefined;
  }

  #dispatch(): ServerEvent | undefined {
    const data = this.#data;
    const event = this.#event === '' ? 'message' : this.#event;
    this.#data = [];
    this.#event = '';
    return data.length === 0 ? undefined : { event, data: data.join('\n'), id: this.#id };
  }
}
