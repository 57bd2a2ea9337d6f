/** What differs by nature between a socket and memory, each with its reason. */

import type { Case, Transcript } from "./transcript.ts";

interface Difference {
  readonly reason: string;
  applies(sent: Case, transcript: Transcript): boolean;
  adjust(transcript: Transcript): Transcript;
}

const closed = "request close";

function withoutEvent(transcript: Transcript): Transcript {
  return { ...transcript, events: transcript.events.filter((line) => line !== closed) };
}

/** All of them. */
export const byNature: readonly Difference[] = [
  {
    reason:
      "A request that the application does not read ends after its response. Behind a port its last bytes may be on the way when the client closes " +
      "the connection; then it never ends.",
    applies: ({ abort }, { events }) =>
      abort === undefined && events.indexOf(closed) > events.indexOf("response close"),
    adjust: withoutEvent,
  },
  {
    reason:
      "An application that destroys its request sees the ends of the request and of the response in the order in which the system " +
      "closes a socket; streams in memory close in the other one.",
    applies: ({ options }) => options.path.endsWith("/destroyRequest"),
    adjust: withoutEvent,
  },
];

/** Removes what differs by nature. */
export function withoutDifferences(sent: Case, transcript: Transcript): Transcript {
  return byNature.reduce((rest, each) => (each.applies(sent, rest) ? each.adjust(rest) : rest), transcript);
}
