/** What the definition of a saga may contain. */

import { codes } from "@seamline/core";
import { arrayOf, callback, fieldsOf, isRecord, object, oneOf, type Setting, value } from "@seamline/core/settings";

const longestName = 60;
/** Names are parts of idempotency keys, which are visible ASCII. */
const camelCase: Setting = value(
  `a name in camelCase of at most ${longestName} letters and digits`,
  (given) => typeof given === "string" && given.length <= longestName && /^[a-z][A-Za-z0-9]*$/.test(given),
);

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number): Setting {
  const form = (bound: number): string => bound.toLocaleString("en-US");
  return value(
    `a whole number from ${form(least)} to ${form(most)}`,
    (given) => typeof given === "number" && Number.isInteger(given) && given >= least && given <= most,
  );
}

const dayMs = 86_400_000;
const yearMs = 31_536_000_000;

const declaredError: Setting = value(
  'the class of a declared error, or "service.reason"',
  (given) =>
    (typeof given === "string" && /^[A-Za-z][A-Za-z0-9]*\.[A-Za-z][A-Za-z0-9]*$/.test(given)) ||
    (typeof given === "function" && isRecord(fieldsOf(given).identity)),
);

const retryFields: Setting = object({
  limit: wholeNumber(1, 1_000_000),
  firstDelayMs: wholeNumber(0, 3_600_000),
  longestDelayMs: wholeNumber(0, dayMs),
  permanent: arrayOf("an array of codes", oneOf(...codes)),
});

const retry: Setting = (path, given) => {
  const faults = retryFields(path, given);
  if (faults.length > 0 || !isRecord(given)) return faults;
  const { firstDelayMs = 1_000, longestDelayMs = 60_000 } = fieldsOf(given);
  if (Number(firstDelayMs) <= Number(longestDelayMs)) return [];
  const message = `expected at least firstDelayMs, ${firstDelayMs}, found ${longestDelayMs}`;
  return [{ path: `${path}.longestDelayMs`, message }];
};

const common = {
  name: camelCase,
  run: callback,
  compensate: callback,
  compensateOn: arrayOf("an array of declared errors", declaredError),
  retry,
};

/** The settings of each kind of step, its name among them. */
export const stepSettings: Readonly<Record<"step" | "transaction" | "waitFor", Setting>> = {
  step: object({ ...common, check: callback, timeoutMs: wholeNumber(1, dayMs) }, ["name", "run"]),
  transaction: object(common, ["name", "run"]),
  waitFor: object(
    {
      name: camelCase,
      payload: value("a schema: an object with parse", (given) => typeof fieldsOf(given).parse === "function"),
      timeoutMs: wholeNumber(1, yearMs),
      afterTimeout: oneOf("compensate", "continue"),
    },
    ["name"],
  ),
};

/** The settings of a saga, its name among them. */
export const sagaSetting: Setting = object({ name: camelCase, deadlineMs: wholeNumber(1, yearMs) }, ["name"]);
