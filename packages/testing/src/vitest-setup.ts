/**
 * @seamline/testing/vitest-setup: the set-up file that `recordInteractions` adds in front of each
 * test file. Do not import it yourself.
 */

import "./vitest/setup.ts";
