// ERROR: errors/missing-export.ts:3: "./support/names.ts" exports no value Names; if Names is a type, write `import type`

import { Names } from "./support/names.ts";

export const names: Names = {};
