/**
 * @seamline/core/settings: the reader of option objects, shared by Seamline's own packages. No
 * semantic versioning, as for `@seamline/core/internal`; a separate face, because the command line
 * reads its configuration before it loads zod.
 */

export { contractSetting, pathOfModule, usesSetting } from "./application/module-settings.ts";
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
