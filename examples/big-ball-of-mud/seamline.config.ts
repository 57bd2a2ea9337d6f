import type { SeamlineConfig } from "@seamline/cli";

export default { check: { modules: ["src/*"] } } satisfies SeamlineConfig;
