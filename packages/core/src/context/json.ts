/** JSON data that travels beside the input, such as the principal. */

import { ServiceError } from "../error/service-error.ts";

/**
 * A deep-frozen copy of JSON data, the same as a remote callee would receive.
 * @throws {ServiceError} `invalid_argument` when the value has no JSON form.
 */
export function freezeJson(value: unknown, name: string): unknown {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new ServiceError("invalid_argument", `${name}: expected JSON data`, { cause });
  }
  if (text === undefined)
    throw new ServiceError("invalid_argument", `${name}: expected JSON data, found ${typeof value}`);
  return JSON.parse(text, (key, item) => (key === "__proto__" ? undefined : Object.freeze(item)));
}
