/** Declares what the NATS broker needs on a server, and compares what is there with what is wanted. */

import type { StreamConfig, StreamInfo } from "@nats-io/jetstream";
import type { Binding } from "../broker.ts";
import { codeOf, jetStreamCodes, type NatsLink } from "./nats-link.ts";
import type { NatsUrl } from "./nats-url.ts";
import { type Place, Positions } from "./positions.ts";

/** Milliseconds in which the server knows the id of a message that is sent again. */
export const redundancyMs = 120_000;
const nanosOf = (milliseconds: number): number => milliseconds * 1_000_000;

/** The names on the server. */
export interface Names {
  /** The stream of all messages. */
  readonly stream: string;
  /** The bucket of the records of consumers. */
  readonly bucket: string;
  /** The subject of a type. */
  subjectOf(type: string): string;
}

/** The names that begin with a prefix. */
export function namesOf(prefix: string): Names {
  return { stream: prefix, bucket: `${prefix}-consumers`, subjectOf: (type) => `${prefix}.${type}` };
}

type Wanted = Partial<StreamConfig> & Pick<StreamConfig, "name" | "subjects">;

/**
 * Declares the stream, the bucket and the consumers.
 * @param known consumers that were there before.
 */
export async function declareStreams(
  link: NatsLink,
  url: NatsUrl,
  bindings: readonly Binding[],
  known: ReadonlySet<string>,
): Promise<void> {
  const names = namesOf(url.prefix);
  const bucket = await ensure(link, bucketConfig(url, names.bucket));
  const { info, isNew } = await ensure(link, streamConfig(url, names));
  const positions = new Positions(link, names.bucket);
  for (const { consumer, types: own } of bindings) {
    // Without its record it is unknown what a consumer has taken: all that is there comes again.
    const isLost = known.has(consumer) || (bucket.isNew && !isNew);
    const { last_seq, last_ts, messages } = info.state;
    const start =
      isLost || isNew ? startOf(info) : { sequence: last_seq, time: messages > 0 ? Date.parse(last_ts) : 0 };
    await positions.bind(consumer, own, { stream: identityOf(info), ...start });
  }
}

/** What makes a stream another one: its sequences begin again. */
export function identityOf({ created }: StreamInfo): string {
  return String(created);
}

/** The place before the first message. */
export function startOf({ state }: StreamInfo): Pick<Place, "sequence" | "time"> {
  return { sequence: Math.max(state.first_seq - 1, 0), time: 0 };
}

/**
 * All limits refuse new messages: what has not been taken is never dropped. The subject is one for all
 * types: when several processes add subjects at once, nats-server 2.9 stores nothing for some of them.
 */
function streamConfig(url: NatsUrl, names: Names): Wanted {
  return {
    name: names.stream,
    subjects: [names.subjectOf(">")],
    retention: "limits",
    discard: "new",
    storage: url.storage,
    num_replicas: url.replicas,
    max_age: 0,
    duplicate_window: nanosOf(redundancyMs),
    ...(url.capacity !== undefined && { max_msgs: url.capacity }),
  } as Wanted;
}

/** As `nats kv add` makes it, with one value per key. */
function bucketConfig({ storage, replicas }: NatsUrl, bucket: string): Wanted {
  return {
    name: `KV_${bucket}`,
    subjects: [`$KV.${bucket}.>`],
    retention: "limits",
    discard: "new",
    storage,
    num_replicas: replicas,
    max_age: 0,
    max_msgs_per_subject: 1,
    allow_rollup_hdrs: true,
    deny_delete: true,
  } as Wanted;
}

async function ensure(link: NatsLink, wanted: Wanted): Promise<{ info: StreamInfo; isNew: boolean }> {
  const { streams } = link.manager;
  for (;;) {
    try {
      const info = await streams.info(wanted.name);
      compare(info.config, wanted);
      return { info, isNew: false };
    } catch (reason) {
      if (codeOf(reason) !== jetStreamCodes.streamNotFound) throw reason;
    }
    try {
      const info = await streams.add(wanted);
      compare(info.config, wanted); // an older server drops what it does not know
      return { info, isNew: info.state.last_seq === 0 };
    } catch (reason) {
      if (codeOf(reason) === jetStreamCodes.streamInUse) continue; // another process was faster
      if (codeOf(reason) === undefined) throw reason;
      throw new Error(
        `the stream ${wanted.name} cannot be made: ${(reason as Error).message}; expected no other stream with subjects ${wanted.subjects.join(", ")}, and room for it in the limits of the account`,
        { cause: reason },
      );
    }
  }
}

/** Fields in which a stream of another kind would lose messages, or behave in another way. */
const compared = [
  "subjects",
  "retention",
  "discard",
  "storage",
  "num_replicas",
  "max_age",
  "max_msgs",
  "max_msgs_per_subject",
] as const;

function compare(found: StreamConfig, wanted: Wanted): void {
  for (const field of compared) {
    const expected = wanted[field] ?? (field === "max_msgs_per_subject" ? -1 : undefined);
    if (expected === undefined || String(found[field]) === String(expected)) continue;
    throw new Error(
      `the stream ${wanted.name}: expected ${field} ${expected}, found ${found[field]}; change the stream or the options of the URL, or use another prefix`,
    );
  }
}
