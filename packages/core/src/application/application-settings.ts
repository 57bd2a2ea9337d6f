/**
 * The expected shape of the options of `createApplication`. Topology, policies and guards have
 * their own readers.
 */

import { anything, arrayOf, callback, mismatch, object, recordOf, type Setting, value } from "../platform/setting.ts";
import { fieldsOf, isRecord } from "../platform/unknown-value.ts";
import { contractSetting, isContract } from "./module-settings.ts";

const interceptors: Setting = arrayOf("an array of interceptors", callback);

const literal: Setting = object({ contract: contractSetting, load: callback }, ["contract"]);
/** A client class has the contract among its members, so it may stand for a service elsewhere. */
const entry: Setting = (path, given) => {
  const expected = "an object with contract, load";
  if (isContract(given)) return [mismatch(path, expected, given, "the contract itself; write { contract }")];
  if (typeof given === "function")
    return object({ contract: contractSetting }, ["contract"])(path, { contract: Reflect.get(given, "contract") });
  return given instanceof Promise ? [mismatch(path, expected, given)] : literal(path, given);
};

/** The expected shape of an application's options. */
export const applicationSetting: Setting = object(
  {
    modules: recordOf("an object of modules by service", entry),
    transports: arrayOf(
      "an array of transports, such as [http()]",
      value(
        "a transport, such as http()",
        (given) => Array.isArray(fieldsOf(given).schemes) && typeof fieldsOf(given).read === "function",
      ),
    ),
    events: value("an events provider, such as messaging()", (given) => typeof fieldsOf(given).read === "function"),
    env: value("environment variables, such as process.env", isRecord),
    topology: value("an object of routes", isRecord),
    policies: value("an object of policies", isRecord),
    strict: anything,
    guards: anything,
    interceptors: object({ client: interceptors, server: interceptors }),
    onError: callback,
  },
  ["modules"],
);
