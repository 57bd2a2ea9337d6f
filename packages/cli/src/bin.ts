#!/usr/bin/env node
/** The `seamline` command. */

import { createProgram } from "./command/program.ts";

await createProgram().parseAsync();
