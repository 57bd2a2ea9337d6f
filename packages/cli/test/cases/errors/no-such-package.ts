// ERROR: errors/no-such-package.ts: the package "@nobody/nothing" is not installed where this file can find it
import { name } from "@nobody/nothing";

export { name };
