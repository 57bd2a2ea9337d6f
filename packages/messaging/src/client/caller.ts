/**
 * The calls that one process makes over one broker: their connection, which is opened by the first
 * call and again by the first one after it was lost, and the table of the calls that wait. Calls of
 * which nothing was heard for a second are asked about, so that the loss of their callee is found
 * long before their deadline.
 */

import { startInterval, stopInterval, type Timer } from "@seamline/core/internal";
import { readNumbers, readSender } from "../binding/call-head.ts";
import { bodyBytesOf, type Frame, parseFrame, printHead } from "../binding/frame.ts";
import { pause } from "../broker/pause.ts";
import type { Connect, Connection } from "../connection/connection.ts";

/** Milliseconds between two looks at the calls that wait. */
const watchMs = 1_000;

/** Milliseconds between two looks at the calls that a caller waits for before it closes. */
const closingMs = 10;

/** The mark of a ping begins with it, that of a call is its number. */
const pingMark = "ping-";

/** A connection, and the size of its frames. */
export interface OpenConnection {
  readonly connection: Connection;
  /** Bytes of a body in one frame at most. */
  readonly maxBodyBytes: number;
}

/** A call that waits for its response. */
export interface WaitingCall {
  /** The connection that carries it; `undefined` before it is sent. */
  readonly open: OpenConnection | undefined;
  /** The address of its callee; `undefined` before it has shown itself. */
  readonly callee: string | undefined;
  /** The service that is called. */
  readonly service: string;
  /** `true` if its caller waits for more of the response. */
  readonly waits: boolean;
  /** The end that is asked about it: its callee, or its service while that is unknown. */
  readonly asks: string;
  /** Receives a frame of a callee. */
  receive(frame: Frame, from: string): void;
  /** Ends it: nothing has received it, as no process serves its service. */
  refuse(): void;
  /**
   * Ends it: its connection or its callee is lost.
   * @param text a predicate. Default: by how far the response got.
   */
  lose(text?: string, cause?: unknown): void;
  /**
   * Forgets it if it has ended a while ago.
   * @returns the end to ask about it; `undefined` for none.
   */
  watch(): string | undefined;
}

/** The calls over one broker. Transports to several services share it. */
export class Caller {
  readonly #connect: Connect;
  readonly #calls = new Map<number, WaitingCall>();
  #open: OpenConnection | undefined;
  #opening: Promise<OpenConnection> | undefined;
  #count = 0;
  #timer: Timer | undefined;
  #users = 0;
  #closed = false;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  /** Counts a transport that uses the caller. */
  use(): this {
    this.#users += 1;
    return this;
  }

  /** Closes the connection with the last transport that uses it, once its calls have ended. */
  async leave(): Promise<void> {
    this.#users -= 1;
    if (this.#users > 0) return;
    this.#closed = true;
    while ([...this.#calls.values()].some(({ waits }) => waits)) await pause(closingMs);
    const open = this.#open ?? (await this.#opening?.catch(() => undefined));
    this.#lose(open, "was called after its transport was closed");
    await open?.connection.close();
  }

  /** `true` once it has no transports any more. */
  get closed(): boolean {
    return this.#closed;
  }

  /** The connection, if there is one. */
  get open(): OpenConnection | undefined {
    return this.#open;
  }

  /** Opens the connection; calls that need it at the same time share the attempt. */
  connect(): Promise<OpenConnection> {
    this.#opening ??= this.#attempt().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** Adds a call, and returns its number. */
  add(call: WaitingCall): number {
    this.#count += 1;
    this.#calls.set(this.#count, call);
    this.#timer ??= startInterval(() => this.#watch(), watchMs).unref();
    return this.#count;
  }

  /** Removes a call: what still comes for it is dropped. */
  remove(number: number): void {
    this.#calls.delete(number);
    if (this.#calls.size > 0) return;
    stopInterval(this.#timer);
    this.#timer = undefined;
  }

  async #attempt(): Promise<OpenConnection> {
    let open: OpenConnection | undefined;
    let lost = false;
    const connection = await this.#connect({
      receive: (bytes) => this.#receive(bytes),
      returned: (mark) => this.#return(mark),
      lost: (reason) => {
        lost = true;
        this.#lose(open, undefined, reason);
      },
    });
    open = { connection, maxBodyBytes: bodyBytesOf(connection.maxFrameBytes) };
    if (lost) throw new Error("the connection was lost while it was opened");
    this.#open = open;
    return open;
  }

  #lose(open: OpenConnection | undefined, text: string | undefined, reason?: unknown): void {
    if (this.#open === open) this.#open = undefined;
    for (const call of [...this.#calls.values()]) if (call.open === open) call.lose(text, reason);
    if (!this.#closed) return;
    stopInterval(this.#timer);
    this.#timer = undefined;
  }

  #receive(bytes: Uint8Array): void {
    const frame = parseFrame(bytes);
    if (frame === undefined) return;
    const { kind } = frame.head;
    if (kind === "ping") this.#answer(frame);
    else if (kind === "gone") this.#forget(frame);
    else {
      const sender = readSender(frame.head);
      if (sender !== undefined) this.#calls.get(sender.number)?.receive(frame, sender.from);
    }
  }

  /**
   * Ends calls that their callee does not know. A process of a service that is asked about a call
   * without a callee knows only its own: with several, one whose event loop is blocked for so long
   * counts as lost.
   */
  #forget({ head }: Frame): void {
    for (const number of readNumbers(head)) {
      const call = this.#calls.get(number);
      if (call?.callee === undefined || call.callee === head.from) call?.lose();
    }
  }

  /** Reports calls that a callee still serves and that no one here waits for. */
  #answer({ head }: Frame): void {
    const sender = readSender({ ...head, number: 0 });
    const numbers = readNumbers(head).filter((number) => this.#calls.get(number)?.waits !== true);
    const { connection } = this.#open ?? {};
    if (sender === undefined || connection === undefined || numbers.length === 0) return;
    connection.send(sender.from, printHead({ kind: "gone", from: connection.address, numbers }));
  }

  #return(mark: string): void {
    if (!mark.startsWith(pingMark)) {
      this.#calls.get(Number(mark))?.refuse();
      return;
    }
    const to = mark.slice(pingMark.length);
    for (const call of [...this.#calls.values()]) if (call.asks === to) call.lose();
  }

  #watch(): void {
    const asked = new Map<string, { readonly call: WaitingCall; readonly numbers: number[] }>();
    for (const [number, call] of [...this.#calls]) {
      const to = call.watch();
      if (to === undefined) continue;
      const entry = asked.get(to) ?? { call, numbers: [] };
      asked.set(to, entry);
      entry.numbers.push(number);
    }
    for (const [to, { call, numbers }] of asked) {
      const { connection } = call.open as OpenConnection;
      const mark = `${pingMark}${to}`;
      const frame = printHead({ kind: "ping", from: connection.address, numbers });
      if (call.callee === undefined) connection.sendToService(call.service, frame, mark);
      else connection.send(call.callee, frame, mark);
    }
  }
}
