import { recordInteractions } from "@seamline/testing/vitest-config";
import { defineConfig } from "vitest/config";

const include = ["*.case.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [recordInteractions({ consumer: "customer" })],
        test: { name: "customer", root: "customer", include },
      },
      { test: { name: "restaurant", root: "restaurant", include } },
    ],
  },
});
