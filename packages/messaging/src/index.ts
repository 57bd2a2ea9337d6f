/** @seamline/messaging: messages between modules, kept in the database of each. */

// brokers
export type {
  Binding,
  Broker,
  BrokerFeatures,
  BrokerMessage,
  BrokerOptions,
  Consumption,
  Delivery,
  PublishFailure,
} from "./broker/broker.ts";
export type { BrokerProvider, BrokerTarget } from "./broker/broker-provider.ts";
export { MessageRefusal } from "./broker/checks.ts";
export { memoryBroker } from "./broker/memory/memory-broker.ts";
// databases
export type { Database, DatabaseHints, Dialect, SqlResult, SqlSession, SqlValue } from "./database/database.ts";
export { type MysqlConnection, type MysqlPool, mysqlDatabase } from "./database/mysql.ts";
export { type PostgresDatabaseOptions, postgresDatabase } from "./database/postgres.ts";
export type { PostgresClient, PostgresPool } from "./database/postgres-pool.ts";
export { sqliteDatabase } from "./database/sqlite.ts";
// envelopes
export { type Envelope, EnvelopeError, maxMessageBytes, parseEnvelope, printEnvelope } from "./event/envelope.ts";
export { createMessageId } from "./event/message-id.ts";
// applications
export type { HandledEvent } from "./hub/handle-message.ts";
export type { EventHandler, IncomingEvent } from "./hub/handlings.ts";
export { type MessagingOptions, messaging, openMessaging } from "./hub/messaging.ts";
export type { HandleOptions, Messaging, PublisherClass } from "./hub/module-messaging.ts";
// inbox
export { forgetHandled, handleOnce } from "./inbox/inbox.ts";
export { findRetentionFault } from "./inbox/retention.ts";
// operation
export { type Backlog, listReceivers, readBacklog } from "./operate/backlog.ts";
export { BacklogMonitor, type BacklogMonitorOptions } from "./operate/backlog-monitor.ts";
export { type BlockedKey, listBlockedKeys, releaseKeys, skipMessage } from "./operate/blocked-keys.ts";
export {
  type DeadLetter,
  discardDeadLetters,
  listDeadLetters,
  type OpenedDeadLetter,
  readDeadLetters,
  replayDeadLetters,
} from "./operate/dead-letters.ts";
export { type FoundMessage, findMessage, type WaitingMessage } from "./operate/find-message.ts";
export { Janitor, type JanitorOptions } from "./operate/janitor.ts";
export type { DeadLetterFilter } from "./operate/letter-filter.ts";
export type { Page } from "./operate/page.ts";
// queue
export { enqueue } from "./queue/enqueue.ts";
export type { QueuedMessage } from "./queue/message-store.ts";
export { classifyFault, type FaultClass, outcomeOf, outcomeOfPoison, type RetryPolicy } from "./queue/retry-policy.ts";
export { createTables, printTables } from "./queue/tables.ts";
export { Worker } from "./queue/worker.ts";
export type { Attempt, Outcome, WorkerOptions } from "./queue/worker-options.ts";
