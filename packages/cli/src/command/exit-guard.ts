/**
 * A process that ends before its command has decided is a failure, and one that ends after has the code that was decided: neither
 * a contract that calls `process.exit(0)` while it is loaded nor one that waits forever makes a check look passed.
 */

import { currentlyLoading } from "../loading/import-file.ts";

/** Decides the exit code of the process. */
export interface ExitGuard {
  decide(code: number): void;
}

/**
 * Reports an end of the process before the command has finished.
 * @param unfinished the exit code of a process that ends too early.
 * @param report receives the reason.
 */
export function guardExit(unfinished: number, report: (fault: string) => void): ExitGuard {
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
      process.off("exit", settle).once("exit", settle); // after listeners of files that were loaded meanwhile
    },
  };
}
