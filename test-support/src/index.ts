/** Helpers that the tests of several packages share. */

export {
  ask,
  callIdOf,
  openRawServer,
  parseResponse,
  postText,
  type RawResponse,
  requestText,
  sendRaw,
} from "./raw-http.ts";
