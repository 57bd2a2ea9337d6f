// ERROR: imports "./support/names", but the file is names.ts; write the extension: "./support/names.ts"
import { name } from "./support/names";

export { name };
