/**
 * @seamline/core/settings: the reader of option objects that Seamline's own packages share. No semantic versioning, as of
 * `@seamline/core/internal`; a face of its own, because the command line reads its configuration before it loads zod.
 */

export {
  anything,
  arrayOf,
  assertSettings,
  callback,
  either,
  flag,
  object,
  oneOf,
  printSettingFault,
  recordOf,
  type Setting,
  type SettingFault,
  text,
  value,
} from "./platform/setting.ts";
export { suggest } from "./platform/suggest.ts";
export { fieldsOf, isRecord } from "./platform/unknown-value.ts";
