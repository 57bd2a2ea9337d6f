/** @seamline/frameworks: existing applications beside Seamline, called in memory. */

// sub-requests
export { isInternal } from "./memory/internal-request.ts";
