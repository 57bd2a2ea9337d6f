// ERROR: errors/no-such-file.ts: imports "./support/nowhere.ts", but there is no such file
import { name } from "./support/nowhere.ts";

export { name };
