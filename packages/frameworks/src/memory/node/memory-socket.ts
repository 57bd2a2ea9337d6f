/**
 * The socket that an application in memory finds: a stream with the members of `net.Socket`, without
 * a port. What a `ServerResponse` writes is taken as messages instead of bytes.
 */

import { Duplex } from "node:stream";
import { afterTurn, longTurn, now, startTimer, stopTimer, type Timer } from "@seamline/core/internal";

/** Receives what happens at the socket. */
export interface SocketEvents {
  /** Something was written. */
  written(data: string | Uint8Array, encoding: BufferEncoding | undefined): void;
  /** The request's stream wants more. */
  wanted(): void;
  /** Everything written before this turn has left, unless the caller holds it back. */
  flushed(): boolean;
  /** `write` has returned false, and may be called again. */
  writable(): void;
  /** The time of `setTimeout` passed without activity. */
  idle(): void;
  /** The application, or the caller, destroyed the socket. */
  closed(error: Error | null): void;
}

type Callback = (error?: Error | null) => void;

/** Bytes that may wait before `write` returns false, as in sockets. */
export const highWaterMark = 65_536;

/** One connection of one request. */
export class MemorySocket extends Duplex {
  declare readonly remoteAddress: string;
  declare readonly remoteFamily: string;
  declare readonly remotePort: number;
  declare readonly localAddress: string;
  declare readonly localFamily: string;
  declare readonly localPort: number;
  declare readonly connecting: boolean;
  declare readonly pending: boolean;
  declare readonly autoSelectFamilyAttemptedAddresses: readonly string[];
  declare readonly parser: null;
  declare readonly writableLength: number;
  declare readonly writableCorked: number;
  declare readonly writableNeedDrain: boolean;
  declare readonly encrypted: true | undefined;
  declare readonly authorized: false | undefined;
  bytesRead = 0;
  bytesWritten = 0;
  timeout: number | undefined;
  /** The response in progress; set by `ServerResponse`. */
  _httpMessage: unknown = null;
  /** True stops node's requests from reading. */
  _paused = false;
  readonly #events: SocketEvents;
  inFlight = 0;
  #callbacks: Callback[] = [];
  #ticking = false;
  #settled = 0;
  needsDrain = false;
  #timer: Timer | undefined;
  #active = 0;

  constructor(secure: boolean, events: SocketEvents) {
    super(options);
    this.#events = events;
    if (secure) Object.defineProperties(this, { encrypted: { value: true }, authorized: { value: false } });
  }

  get bufferSize(): number {
    return this.inFlight;
  }

  get readyState(): string {
    return this.destroyed ? "closed" : "open";
  }

  override cork(): void {}

  override uncork(): void {}

  override resume(): this {
    this.#events.wanted();
    return this;
  }

  override pause(): this {
    return this;
  }

  override write(data: string | Uint8Array, encoding?: BufferEncoding | Callback | null, callback?: Callback): boolean {
    const done = typeof encoding === "function" ? encoding : callback;
    if (this.destroyed) return false;
    this.touch();
    this.inFlight += data.length;
    this.bytesWritten += data.length;
    if (typeof done === "function") this.#callbacks.push(done);
    this.#events.written(data, typeof encoding === "string" ? encoding : undefined);
    this.settleSoon();
    if (this.inFlight < highWaterMark) return true;
    this.needsDrain = true;
    return false;
  }

  override end(data?: string | Uint8Array | Callback | null, encoding?: BufferEncoding | Callback | null): this {
    if (typeof data === "string" || data instanceof Uint8Array) this.write(data, encoding);
    this.destroySoon();
    return this;
  }

  destroySoon(): void {
    process.nextTick(() => this.destroy());
  }

  resetAndDestroy(): this {
    return this.destroy();
  }

  override _destroy(error: Error | null, callback: Callback): void {
    stopTimer(this.#timer);
    const callbacks = this.#callbacks;
    this.#callbacks = [];
    // A turn later, as handles close. The error is no event of the socket: a server would take it.
    afterTurn(() => {
      for (const each of callbacks) each(error ?? new Error("the socket was destroyed"));
      this.#events.closed(error);
      callback(null);
    });
  }

  override _read(): void {}

  /** Ends the writes of this turn in the next one, unless the caller holds them back. */
  settleSoon(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    // An endless body would keep timers and sockets waiting.
    const turn = this.#settled > 1 ? longTurn() : undefined;
    if (turn === undefined) process.nextTick(settle, this);
    else void turn.then(() => this.settle());
  }

  settle(): void {
    this.#ticking = false;
    this.#settled += 1;
    if (this.destroyed || !this.#events.flushed()) return;
    this.inFlight = 0;
    const callbacks = this.#callbacks;
    this.#callbacks = [];
    for (const each of callbacks) each();
    if (!this.needsDrain || this.destroyed) return;
    this.needsDrain = false;
    this.#events.writable();
    this.emit("drain");
  }

  /** Emits `timeout` after milliseconds without activity, and once only, as sockets do. */
  setTimeout(milliseconds: number, callback?: () => void): this {
    stopTimer(this.#timer);
    this.#timer = undefined;
    this.timeout = milliseconds;
    if (callback !== undefined) {
      if (milliseconds === 0) this.removeListener("timeout", callback);
      else this.once("timeout", callback);
    }
    this.touch();
    if (milliseconds > 0 && !this.destroyed) this.#wait(milliseconds);
    return this;
  }

  /** Something moves: the time until `timeout` begins again. */
  touch(): void {
    if (this.timeout !== undefined) this.#active = now();
  }

  #wait(milliseconds: number): void {
    this.#timer = startTimer(() => {
      const left = this.#active + (this.timeout ?? 0) - now();
      if (left > 0) this.#wait(left);
      else this.#events.idle();
    }, milliseconds);
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  /** The response has ended: no time runs any more, nor keeps the process. */
  rest(): void {
    stopTimer(this.#timer);
    this.#timer = undefined;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  address(): { address: string; family: string; port: number } {
    return { address: this.localAddress, family: this.localFamily, port: this.encrypted ? 443 : 80 };
  }

  getPeerCertificate(): object {
    return {};
  }
}

/** Members that are equal for all, or that streams compute from a buffer which is not used here. */
Object.defineProperties(MemorySocket.prototype, {
  ...Object.fromEntries(
    Object.entries({
      ...{ remoteAddress: "127.0.0.1", remoteFamily: "IPv4", remotePort: 0 },
      ...{ localAddress: "127.0.0.1", localFamily: "IPv4" },
      ...{ connecting: false, pending: false, autoSelectFamilyAttemptedAddresses: [], parser: null },
      writableCorked: 1, // so that no response corks it: each write is a message already
    }).map(([name, value]) => [name, { value, configurable: true }]),
  ),
  localPort: {
    get(this: MemorySocket): number {
      return this.address().port;
    },
    configurable: true,
  },
  writableLength: {
    get(this: MemorySocket): number {
      return this.inFlight;
    },
    configurable: true,
  },
  writableNeedDrain: {
    get(this: MemorySocket): boolean {
      return this.needsDrain;
    },
    configurable: true,
  },
});

const options = { highWaterMark, autoDestroy: false, emitClose: true, decodeStrings: false } as const;

function settle(socket: MemorySocket): void {
  socket.settle();
}
