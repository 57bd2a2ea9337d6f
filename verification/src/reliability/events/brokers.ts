/** The brokers of a run, each watched at the moment between storing a batch and acknowledging it. */

import { amqpBroker } from "@seamline/messaging/amqp";
import { natsBroker } from "@seamline/messaging/nats";
import { redisBroker } from "@seamline/messaging/redis";
import type { Killer } from "./kill-points.ts";

type Provider = ReturnType<typeof natsBroker>;

/** The providers of a run. */
export function brokerProviders(killer: Killer): readonly Provider[] {
  return [amqpBroker(), natsBroker(), redisBroker()].map((provider) => watchIntake(provider, killer));
}

function watchIntake(provider: Provider, killer: Killer): Provider {
  return {
    name: provider.name,
    schemes: provider.schemes,
    read(url, addFault) {
      const target = provider.read(url, addFault);
      return (
        target && {
          settings: target.settings,
          create(options) {
            const broker = target.create(options);
            return {
              features: broker.features,
              open: (bindings) => broker.open(bindings),
              publish: (messages) => broker.publish(messages),
              consume: (consumer, receive) =>
                broker.consume(consumer, async (batch) => {
                  await receive(batch);
                  killer.pass("after the intake, before the broker knows");
                }),
              close: () => broker.close(),
            };
          },
        }
      );
    },
  };
}
