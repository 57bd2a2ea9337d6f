/**
 * The conformance cases that apply to a callee that does not know Seamline: all but those that need
 * Seamline on the other side, each with its reason.
 */

import { type ConformanceCase, conformanceCases } from "@seamline/conformance";

/** Cases that do not apply, by name, and why. */
export const inapplicable: readonly (readonly [reason: string, ...names: RegExp[]])[] = [
  [
    "the caller's name, its context, deadline and depth are not sent",
    /^context\//,
    /^texts\//,
    /^limits\/principal-tenant-and-metadata/,
    /^calls\/nest-at-most/,
    /^deadline\/(?:every-call|calls-below|reaches|shrinks|a-longer|a-shorter|an-operation-has)/,
    /^cancellation\/(?:reaches-the-(?:handler-below|third)|with-|by-a-timeout-signal|of-the-call-that-armed)/,
    /^streams\/the-context/,
  ],
  [
    "a handler sees that its connection closed, not why",
    /^deadline\/a-passed-deadline/,
    /^streams\/(?:a-deadline-ends-it|an-endless-one-ends)/,
    /^ends\/with-the-deadline-of-a-stream/,
  ],
  [
    "failures that the contract does not declare have a status only, and their log is the callee's",
    /^errors\/(?:bad-details|undeclared|things-thrown|thrown-proxies|aborts-of|errors-of|own-declared|no-secret)/,
    /^errors\/an-error-has-the-id/,
    /^calls\/what-the-callee-does-not-know/,
    /^skew\/(?:fields-the-caller|a-field-|a-wider|a-text|a-stricter|an-operation|an-error|details-with-less|no-output)/,
    /^streams\/(?:an-undeclared|items-then-an-undeclared|an-item-|a-first-item|an-output-that-is-no-stream)/,
    /^limits\/(?:an-output-has|cycles|details-have)/,
    /^outputs\/(?:undefined-is|null-is|numbers-without|what-has-no|broken|unreadable|bad-domain|thenables)/,
    /^streams\/bytes-that-are-none/,
  ],
  [
    "an error's message, its own mark as retryable and fractions of a second are not read",
    /^errors\/(?:messages-of|retryable-errors|delays-|texts-in-messages|.*-in-every-way)/,
  ],
  [
    "plain JSON lines have no line for an error: the connection closes",
    /^streams\/items-then-a-declared/,
    /^ends\/with-the-error-of-a-stream/,
  ],
  [
    "an empty list outside of the body has a form of its own, which only Seamline reads",
    /^locations\/(?:a-path-and-a-query|arrays-in-a-query|a-query-keeps|headers-and-a-query)/,
    /^locations\/(?:defaulted-)?(?:texts|numbers|flags|dates)-in-a-(?:query|header)/,
  ],
  [
    "a client stream leaves with its first item: a blank line before it is no JSON",
    /^streams\/a-client-stream-(?:arrives|may-be|with-an-item|that-fails)/,
  ],
  ["a route is chosen by its path, as no operation is named", /^locations\/a-value-that-is-a-literal/],
  [
    "what JSON.stringify makes of an output is what arrives",
    /^outputs\/(?:class-instances-and|.*-where-it-fits-and-elsewhere)/,
    /^structures\/optional-wire/,
  ],
];

const reasonOf = (name: string): string | undefined =>
  inapplicable.find(([, ...patterns]) => patterns.some((pattern) => pattern.test(name)))?.[0];

/** The cases that apply. */
export const foreignCases: readonly ConformanceCase[] = conformanceCases.filter(
  ({ name }) => reasonOf(name) === undefined,
);
