/** Before a package is packed: refuses what would install and not run. Only missing or old files are named, nothing is built. */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const { name, publishConfig } = JSON.parse(readFileSync("package.json", "utf8"));
const { exports, bin = {} } = publishConfig;

/** @returns why the package cannot be packed now; `undefined` if it can. */
function findFault() {
  if (process.env.npm_config_user_agent?.startsWith("npm/")) {
    return "expected pnpm, found npm, which leaves publishConfig.exports aside; run `pnpm pack`";
  }
  const built = [...Object.values(exports).flatMap((face) => Object.values(face)), ...Object.values(bin)];
  const missing = built.filter((file) => !existsSync(file));
  if (missing.length > 0)
    return `expected ${missing.join(", ")}, found no such file; run \`npm run build\` in the repository`;
  const oldest = Math.min(...built.filter((file) => file.endsWith(".js")).map((file) => statSync(file).mtimeMs));
  const newer = readdirSync("src", { recursive: true })
    .map((file) => join("src", file))
    .find((file) => /(?<!\.test|\.test-d)\.(?:ts|cjs)$/.test(file) && statSync(file).mtimeMs > oldest);
  return (
    newer && `expected a build of the sources, found ${newer} to be newer; run \`npm run build\` in the repository`
  );
}

const fault = findFault();
if (fault !== undefined) {
  process.stderr.write(`${name}: ${fault}\n`);
  process.exitCode = 1;
}
