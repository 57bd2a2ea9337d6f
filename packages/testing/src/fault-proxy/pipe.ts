/**
 * One direction of a proxied connection: forwards bytes between two sockets, delayed, throttled,
 * sliced or cut.
 */

import type { Socket } from "node:net";
import type { CutKind, DirectionFaults } from "./fault-plan.ts";

/** The parts of a pipe. */
export interface PipeParts {
  readonly source: Socket;
  readonly destination: Socket;
  readonly faults: DirectionFaults;
  readonly random: () => number;
  /** Called with the number of bytes written to the destination. */
  onPassed(bytes: number): void;
  /** Called when the cut's byte has been reached. */
  onCut(kind: CutKind): void;
}

/** Forwards the bytes given to `push`, and pauses their source while too many wait. */
export interface Pipe {
  push(bytes: Buffer): void;
  /** Ends the destination after the last waiting byte. */
  end(): void;
  /** Stops forwarding and drops the waiting bytes. May be called again. */
  stop(): void;
}

interface Piece {
  bytes: Buffer;
  /** The time to write them, in milliseconds of `performance.now()`. */
  readonly due: number;
}

/** Waiting bytes from which the source is paused. */
const highWaterBytes = 256 * 1024;

/** Shorter waits are skipped, because timers are not that precise; later waits make up for them. */
const shortestWaitMs = 1;

/** Creates the pipe from a source to a destination. */
export function createPipe({ source, destination, faults, random, onPassed, onCut }: PipeParts): Pipe {
  const { latencyMs = 0, jitterMs = 0, bytesPerSecond = Number.POSITIVE_INFINITY, sliceBytes, cut } = faults;
  const pieces: Piece[] = [];
  let state: "open" | "ending" | "stopped" = "open";
  let waitingBytes = 0;
  let passed = 0;
  let lastDue = 0;
  let freeAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let turn: NodeJS.Immediate | undefined;
  let blocked = false;

  const advance = (): void => {
    timer = undefined;
    turn = undefined;
    while (state !== "stopped" && !blocked) {
      const [piece] = pieces;
      if (piece === undefined) {
        if (state === "ending") destination.end();
        return;
      }
      const now = performance.now();
      const wait = Math.max(piece.due, freeAt) - now;
      if (wait >= shortestWaitMs) {
        timer = setTimeout(advance, wait);
        return;
      }
      if (isAtCut()) return;
      pass(piece, now);
      if (isAtCut()) return;
      if (sliceBytes !== undefined) {
        turn = setImmediate(advance);
        return;
      }
    }
  };
  const pass = (piece: Piece, now: number): void => {
    const slice = sliceBytes === undefined ? piece.bytes.length : 1 + Math.floor(random() * sliceBytes);
    const length = Math.min(slice, piece.bytes.length, cut === undefined ? slice : cut.at - passed);
    blocked = !destination.write(piece.bytes.subarray(0, length));
    if (blocked) destination.once("drain", unblock);
    piece.bytes = piece.bytes.subarray(length);
    if (piece.bytes.length === 0) pieces.shift();
    passed += length;
    waitingBytes -= length;
    freeAt = Math.max(now, freeAt) + (length * 1000) / bytesPerSecond;
    if (waitingBytes < highWaterBytes && source.isPaused()) source.resume();
    onPassed(length);
  };
  const unblock = (): void => {
    blocked = false;
    if (timer === undefined && turn === undefined) advance();
  };
  const isAtCut = (): boolean => {
    if (cut?.at !== passed) return false;
    stop();
    onCut(cut.by);
    return true;
  };
  const stop = (): void => {
    state = "stopped";
    pieces.length = 0;
    clearTimeout(timer);
    clearImmediate(turn);
    destination.off("drain", unblock);
  };
  return {
    push(bytes) {
      if (state !== "open" || bytes.length === 0) return;
      lastDue = Math.max(lastDue, performance.now() + latencyMs + jitterMs * random());
      pieces.push({ bytes, due: lastDue });
      waitingBytes += bytes.length;
      if (waitingBytes >= highWaterBytes) source.pause();
      if (timer === undefined && turn === undefined) advance();
    },
    end() {
      if (state !== "open") return;
      state = "ending";
      if (timer === undefined && turn === undefined) advance();
    },
    stop,
  };
}
