/** The responses, headers and parameters that all operations of a document share. */

import type { Operation } from "../contract/operation.ts";
import { type JsonObject, refTo } from "./convert-schemas.ts";
import { invalidRequestName, problemType, undeclaredName } from "./problem-schemas.ts";

const callIdHeader = { "seamline-call-id": { $ref: "#/components/headers/CallId" } };
const retryHeaders = { ...callIdHeader, "retry-after": { $ref: "#/components/headers/RetryAfter" } };

/** The headers of every response to a call. */
export const responseHeaders: JsonObject = callIdHeader;

const headers: JsonObject = {
  CallId: { description: "The id of the call, as in logs and traces.", schema: { type: "string" } },
  RetryAfter: {
    description: "Seconds after which the same call may succeed; absent if not known.",
    schema: { type: "integer", minimum: 0 },
  },
};

const parameters: JsonObject = {
  IdempotencyKey: {
    name: "idempotency-key",
    in: "header",
    description:
      "The same for each repetition of a call, so that the handler can recognise it: visible ASCII characters.",
    schema: { type: "string", minLength: 1, maxLength: 255 },
  },
  Timeout: {
    name: "seamline-timeout-ms",
    in: "header",
    description: "Milliseconds that the caller waits; the call is canceled after them.",
    schema: { type: "integer", minimum: 1, format: "int64" },
  },
};

/** A failure that the listener reports for any operation of a kind. */
interface StandardFailure {
  readonly name: string;
  readonly description: string;
  readonly retries?: true;
  readonly schema?: string;
  readonly appliesTo: (operation: Operation, isSecured: boolean) => boolean;
}

const always = (): boolean => true;
const takesBody = ({ http, streaming, fieldLocations }: Operation): boolean =>
  (streaming !== undefined && streaming.input !== "none") ||
  (!["GET", "DELETE"].includes(http.method) && [...fieldLocations.values()].includes("body"));

/** By status. Declared errors are listed by their status, so any other status has none. */
const failures: ReadonlyMap<number | "default", StandardFailure> = new Map<number | "default", StandardFailure>([
  [
    400,
    {
      name: "InvalidRequest",
      description: "The request does not match the contract.",
      schema: invalidRequestName,
      appliesTo: always,
    },
  ],
  [
    401,
    {
      name: "Unauthenticated",
      description: "The credentials are missing or invalid.",
      appliesTo: (_, isSecured) => isSecured,
    },
  ],
  [
    403,
    { name: "PermissionDenied", description: "The caller may not do this.", appliesTo: (_, isSecured) => isSecured },
  ],
  [413, { name: "TooLarge", description: "The body is larger than the listener takes.", appliesTo: takesBody }],
  [415, { name: "UnsupportedType", description: "The body has another content type.", appliesTo: takesBody }],
  [
    429,
    {
      name: "ResourceExhausted",
      description: "A limit is reached, of the caller or of the service.",
      retries: true,
      appliesTo: always,
    },
  ],
  [503, { name: "Unavailable", description: "The service cannot be reached now.", retries: true, appliesTo: always }],
  [504, { name: "DeadlineExceeded", description: "The call took longer than it may.", appliesTo: always }],
  ["default", { name: "Failure", description: "A failed call.", appliesTo: always }],
]);

/** The responses that an operation has without declaring them, by status. */
export function listStandardResponses(operation: Operation, isSecured: boolean): ReadonlyMap<string, JsonObject> {
  const entries = [...failures].filter(([, failure]) => failure.appliesTo(operation, isSecured));
  return new Map(entries.map(([status, { name }]) => [String(status), { $ref: `#/components/responses/${name}` }]));
}

/** References to the headers that an operation reads besides its input. */
export function listStandardParameters({ idempotent }: Operation): readonly JsonObject[] {
  const names = idempotent ? ["Timeout"] : ["IdempotencyKey", "Timeout"];
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
}

/** The shared components, of which a document keeps those that it refers to. */
export const sharedComponents: Readonly<Record<"headers" | "parameters" | "responses", JsonObject>> = {
  headers,
  parameters,
  responses: Object.fromEntries(
    [...failures.values()].map(({ name, description, retries, schema = undeclaredName }) => [
      name,
      {
        description,
        headers: retries === true ? retryHeaders : callIdHeader,
        content: { [problemType]: { schema: { $ref: refTo(schema) } } },
      },
    ]),
  ),
};
