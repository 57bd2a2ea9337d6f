// ERROR: errors/js-extension.ts: imports "./support/names.js", but the file is names.ts; write the extension: "./support/names.ts"
import { name } from "./support/names.js";

export { name };
