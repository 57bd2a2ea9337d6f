/**
 * @seamline/testing/vitest-setup: what `recordInteractions` runs in front of each test file. Not
 * imported by hand.
 */

import "./vitest/setup.ts";
