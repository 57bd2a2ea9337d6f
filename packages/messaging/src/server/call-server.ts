/**
 * The calls that one process serves over one connection: finds the call of each frame, or begins
 * one. A call runs once: brokers deliver its first frame to one process, and do not repeat it.
 */

import type { ApplicationHost, Operation, WireError } from "@seamline/core/extend";
import { now, startInterval, startTimer, stopInterval, stopTimer, type Timer, toStatus } from "@seamline/core/internal";
import { encodeProblem, type SkewWatch } from "@seamline/core/wire";
import { readCallHead, readNumbers, readSender, type Sender } from "../binding/call-head.ts";
import { bodyBytesOf, type Frame, parseFrame, printHead } from "../binding/frame.ts";
import type { Connection } from "../connection/connection.ts";
import { type Admission, deadlineOf } from "./admission.ts";
import { ServedCall, type ServedCallOptions } from "./served-call.ts";

/** Milliseconds after which a call that still runs is announced to its caller. */
const announceMs = 2;

/** Milliseconds between two looks at the callers of calls that run. */
const watchMs = 1_000;

/** The settings of a listener's calls. */
export interface CallServerOptions {
  readonly dispatchers: ApplicationHost["dispatchers"];
  readonly admit: Admission;
  readonly watchSkew: SkewWatch | undefined;
  /** Calls at once, at most. */
  readonly maxCalls: number;
}

/** The error of unknown operations, as HTTP listeners have it. */
const unknownOperation: WireError = { code: "unimplemented", message: "There is no such operation" };

/** The calls of one connection. */
export class CallServer {
  readonly #options: CallServerOptions;
  readonly #operations: ReadonlyMap<string, { readonly operation: Operation; readonly call: ServedCallOptions }>;
  /** By the caller's address, then by the caller's number. */
  readonly #calls = new Map<string, Map<number, ServedCall>>();
  #size = 0;
  #silent: ServedCall[] = [];
  #announcing: Timer | undefined;
  #watching: Timer | undefined;
  #onIdle: (() => void) | undefined;
  #connection: Connection | undefined;
  #maxBodyBytes = 0;

  constructor(options: CallServerOptions) {
    this.#options = options;
    const { admit, watchSkew } = options;
    this.#operations = new Map(
      options.dispatchers.flatMap((dispatcher) =>
        Object.values(dispatcher.contract.operations).map((operation) => [
          operation.id,
          { operation, call: { admit, watchSkew, dispatcher } },
        ]),
      ),
    );
  }

  /** Serves the calls of a connection from now on. */
  attach(connection: Connection): void {
    this.#connection = connection;
    this.#maxBodyBytes = bodyBytesOf(connection.maxFrameBytes);
  }

  /** Receives the first frame of a call. */
  readonly receiveCall = (service: string, bytes: Uint8Array): void => {
    const frame = parseFrame(bytes);
    if (frame?.head.kind === "ping") this.#answer(frame); // about a call whose callee has not shown itself
    if (frame === undefined || frame.head.kind !== "call") return;
    const sender = readSender(frame.head);
    if (sender === undefined) return;
    const head = readCallHead(frame.head);
    const callId = typeof frame.head.callId === "string" ? frame.head.callId : "";
    const refuse = (error: WireError): void => {
      const body = Buffer.from(encodeProblem(error, toStatus(error.code), callId));
      this.#send(sender, { kind: "response", callId, body: "problem" }, body);
    };
    const found = head && this.#operations.get(head.operation);
    if (head === undefined) {
      refuse({ code: "invalid_argument", message: "Expected the head that a Seamline client writes, found another" });
    } else if (found === undefined || found.operation.service !== service) refuse(unknownOperation);
    else if (this.#size >= this.#options.maxCalls) {
      const message = `There is no room for more than ${this.#options.maxCalls} calls`;
      refuse({ code: "unavailable", message, notSent: true });
    } else if (this.#calls.get(sender.from)?.has(sender.number) !== true) {
      const { operation, call } = found;
      const arrived = { operation, head, frame, deadline: deadlineOf(head, operation) };
      const served = new ServedCall(call, arrived, {
        maxBodyBytes: this.#maxBodyBytes,
        send: (sent, body) => this.#send(sender, sent, body),
        ended: () => this.#remove(sender),
      });
      this.#add(sender, served);
      served.start();
      if (served.silent) this.#announceLater(served);
    }
  };

  /** Receives a further frame of a call. */
  readonly receive = (bytes: Uint8Array): void => {
    const frame = parseFrame(bytes);
    if (frame === undefined) return;
    if (frame.head.kind === "ping") this.#answer(frame);
    else if (frame.head.kind === "gone") {
      const calls = this.#calls.get(String(frame.head.from));
      for (const number of readNumbers(frame.head)) calls?.get(number)?.abandon();
    } else {
      const sender = readSender(frame.head);
      if (sender !== undefined) this.#calls.get(sender.from)?.get(sender.number)?.receive(frame);
    }
  };

  /** Ends the calls of a caller whose connection is gone. */
  readonly returned = (mark: string): void => {
    for (const call of [...(this.#calls.get(mark)?.values() ?? [])]) call.abandon();
  };

  /** Ends all calls, as their callers cannot be reached any more. */
  abandonAll(): void {
    for (const call of this.#all()) call.abandon();
  }

  /** Cancels all calls: their callers get the error. */
  shutDown(): void {
    for (const call of this.#all()) call.shutDown();
  }

  /** Settles once no call runs, or after so many milliseconds. */
  idle(withinMs: number): Promise<void> {
    if (this.#size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = startTimer(resolve, withinMs);
      this.#onIdle = () => {
        stopTimer(timer);
        resolve();
      };
    });
  }

  #all(): readonly ServedCall[] {
    return [...this.#calls.values()].flatMap((calls) => [...calls.values()]);
  }

  #add({ from, number }: Sender, call: ServedCall): void {
    const calls = this.#calls.get(from) ?? new Map<number, ServedCall>();
    calls.set(number, call);
    this.#calls.set(from, calls);
    this.#size += 1;
    this.#watching ??= startInterval(() => this.#watch(), watchMs).unref();
  }

  #remove({ from, number }: Sender): void {
    const calls = this.#calls.get(from);
    if (calls?.delete(number) !== true) return;
    if (calls.size === 0) this.#calls.delete(from);
    this.#size -= 1;
    if (this.#size > 0) return;
    stopInterval(this.#watching);
    this.#watching = undefined;
    this.#onIdle?.();
  }

  /** Most calls have their response before; one timer serves all others of its time. */
  #announceLater(call: ServedCall): void {
    this.#silent.push(call);
    this.#announcing ??= startTimer(() => {
      this.#announcing = undefined;
      for (const silent of this.#silent.splice(0)) silent.announce();
    }, announceMs);
  }

  #send({ from: to, number }: Sender, head: object, body?: Uint8Array): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    connection.send(to, printHead({ ...head, number, from: connection.address } as never, body));
  }

  /** Reports calls that a caller waits for and that do not run here. */
  #answer({ head }: Frame): void {
    const sender = readSender({ ...head, number: 0 });
    const calls = sender && this.#calls.get(sender.from);
    const numbers = readNumbers(head).filter((number) => calls?.has(number) !== true);
    const connection = this.#connection;
    if (sender === undefined || connection === undefined || numbers.length === 0) return;
    connection.send(sender.from, printHead({ kind: "gone", from: connection.address, numbers }));
  }

  /** Asks the callers of calls that run for a while whether they still wait. */
  #watch(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    const before = now() - watchMs;
    for (const [from, calls] of this.#calls) {
      const numbers = [...calls].flatMap(([number, call]) => (call.arrivedAt < before ? [number] : []));
      if (numbers.length === 0) continue;
      connection.send(from, printHead({ kind: "ping", from: connection.address, numbers }), from);
    }
  }
}
