// ERROR: errors/support/kinds.ts:2: TypeScript enum is not supported
import { kind } from "./support/kinds.ts";

export { kind };
