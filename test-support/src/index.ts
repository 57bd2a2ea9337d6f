/** What the tests of several packages share. */

export {
  ask,
  callIdOf,
  openRawServer,
  parseAnswer,
  postText,
  type RawAnswer,
  requestText,
  sendRaw,
} from "./raw-http.ts";
