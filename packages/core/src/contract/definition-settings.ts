/** The expected shape of a contract definition, checked before it is compiled. */

import {
  anything,
  arrayOf,
  either,
  flag,
  object,
  oneOf,
  recordOf,
  type Setting,
  text,
  value,
} from "../platform/setting.ts";
import { fieldsOf, isRecord } from "../platform/unknown-value.ts";
import { namePattern } from "./operation.ts";

const words: Setting = value("a text", (given) => typeof given === "string");
const names = (expected: string): Setting => arrayOf(`an array of ${expected}s`, text(`a ${expected}`));
const service: Setting = value(
  "the name of a service in camelCase",
  (given) => typeof given === "string" && namePattern.test(given),
);

/** True for a schema of zod 3, or of `zod/v3`, which keeps its definition in `_def`. */
function isOlderSchema(given: unknown): boolean {
  const { _zod, _def } = fieldsOf(given);
  return _zod === undefined && _def !== undefined;
}

const schema: Setting = either((given) =>
  isOlderSchema(given)
    ? value("a schema of zod 4", () => false, "import z from zod ^4.5: zod 3 and zod/v3 have no wire form")
    : value("a zod schema, such as z.object({ … })", (one) => isRecord(fieldsOf(one)._zod)),
);
const stream: Setting = object({ streams: oneOf("items", "bytes"), item: schema }, ["streams"]);
const carried: Setting = either((given) => (isRecord(given) && "streams" in given ? stream : schema));

const error: Setting = object({ code: anything, status: anything, message: words, details: schema, retryable: flag }, [
  "code",
]);

/** The expected shape of one operation. */
export const operationSetting: Setting = object({
  http: words,
  summary: words,
  description: words,
  deprecated: value("true, false or a text", (given) => typeof given === "boolean" || typeof given === "string"),
  input: carried,
  output: carried,
  errors: recordOf("an object of errors by name", error),
  expose: oneOf("public", "internal"),
  idempotent: flag,
  allow: arrayOf("an array of services", service),
  timeoutMs: anything,
  in: object({ header: names("field"), query: names("field") }),
});

/** The expected shape of one event. */
export const eventSetting: Setting = object(
  {
    payload: schema,
    key: text("the name of a field"),
    summary: words,
    description: words,
    deprecated: value("true, false or a text", (given) => typeof given === "boolean" || typeof given === "string"),
    afterFailure: oneOf("dead-letter", "block-key"),
    rememberDays: value(
      "a whole number of days from 1 to 365",
      (given) => typeof given === "number" && Number.isInteger(given) && given >= 1 && given <= 365,
    ),
    external: flag,
  },
  ["payload"],
);

const handled: Setting = value(
  "the name of an event as service.event",
  (given) => typeof given === "string" && /^[a-z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*$/.test(given),
);

/** The expected shape of a contract; its operations and events are checked one by one. */
export const contractSetting: Setting = object(
  {
    summary: words,
    description: words,
    operations: recordOf("an object of operations by name", anything),
    events: recordOf("an object of events by name", anything),
    handles: arrayOf("an array of events by name", handled),
  },
  ["operations"],
);
