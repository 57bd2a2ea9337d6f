/**
 * Detection of a process that ends before its command. Such an end is a failure, and later changes
 * of the exit code are overwritten: neither a contract that calls `process.exit(0)` while it is
 * loaded nor one that never settles makes a check pass.
 */

import { currentlyLoading } from "../loading/import-file.ts";

/** Sets the exit code of the process. */
export interface ExitDecision {
  decide(code: number): void;
}

/**
 * Reports an end of the process before the command has finished.
 * @param unfinished the exit code of a process that ends too early.
 * @param report receives the fault.
 */
export function detectEarlyExit(unfinished: number, report: (fault: string) => void): ExitDecision {
  let decided: number | undefined;
  const settle = (): void => {
    if (decided === undefined) {
      const file = currentlyLoading();
      report(
        `${file === undefined ? "" : `${file}: `}expected the command to finish, found an end of the process ${file === undefined ? "before" : "while this file was loaded"}; remove what calls process.exit() or never settles`,
      );
    }
    process.exitCode = decided ?? unfinished;
  };
  process.once("exit", settle);
  return {
    decide(code) {
      decided = code;
      process.exitCode = code;
      process.off("exit", settle).once("exit", settle); // after the listeners of files loaded meanwhile
    },
  };
}
