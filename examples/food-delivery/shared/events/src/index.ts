/** @food/events: the stage of the application, and a module's messaging in the event stage. */

export { openEvents } from "./open-events.ts";
export { readStage, type Stage } from "./stage.ts";
