import { credentials } from "@grpc/grpc-js";
import type { EngineEvent, PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import eventsService from "@pulumi/pulumi/proto/events_grpc_pb.js";
import eventsMessages from "@pulumi/pulumi/proto/events_pb.js";

/** About what the sample has: 535 resources in 54 stacks. */
const RESOURCES = 10;

interface Stored {
  readonly tags: Record<string, string>;
  updates: number;
}

/** Stands in for Pulumi's CLI within this process: keeps stacks in memory, tells of ten resources at each update, and counts its calls. */
export class RecordingCli {
  readonly #stacks = new Map<string, Stored>();
  /** How often each command was called: `up`, `stack export` and so on. */
  readonly calls = new Map<string, number>();
  /** The stacks of updates, in their order. */
  readonly updated: string[] = [];

  /** As the Automation API takes it. */
  get command(): PulumiCommand {
    const run = async (args: readonly string[]) => ({ stdout: await this.#answer(args), stderr: "", code: 0, err: undefined });
    return { command: "pulumi", version: "3.254.0", run } as unknown as PulumiCommand;
  }

  async #answer(args: readonly string[]): Promise<string> {
    const [verb = "", second = ""] = args;
    const name = verb === "stack" ? `${verb} ${second}` : verb;
    this.calls.set(name, (this.calls.get(name) ?? 0) + 1);
    const option = (of: string) => args[args.indexOf(of) + 1] ?? "";
    if (name === "stack ls") return JSON.stringify([...this.#stacks.keys()].map((each) => ({ name: each, current: false })));
    if (name === "stack init") {
      this.#stacks.set(args[2] ?? "", { tags: {}, updates: 0 });
      return "";
    }
    const stack = option("--stack");
    const stored = this.#stacks.get(stack);
    if (stored === undefined) throw new Error(`${args.join(" ")}: there is no such stack`);
    if (name === "stack export") return JSON.stringify({ version: 3, deployment: deployment(stack, stored.updates) });
    if (name === "stack tag") {
      if (args[2] === "ls") return JSON.stringify(stored.tags);
      stored.tags[args[3] ?? ""] = args[4] ?? "";
      return "";
    }
    if (name !== "up") throw new Error(`${args.join(" ")}: is no command of this stand-in`);
    await tell(option("--event-log"), eventsOf(stack));
    stored.updates += 1;
    this.updated.push(stack);
    return "";
  }
}

const urnsOf = (stack: string): string[] =>
  Array.from({ length: RESOURCES }, (_, index) => `urn:pulumi:${stack}::palisade::aws:dynamodb/table:Table::table-${index.toString()}`);

function deployment(stack: string, updates: number): object {
  const root = {
    urn: `urn:pulumi:${stack}::palisade::pulumi:pulumi:Stack::palisade-${stack}`,
    type: "pulumi:pulumi:Stack",
    outputs: { arn: stack },
  };
  const made = urnsOf(stack).map((urn) => ({
    urn,
    type: "aws:dynamodb/table:Table",
    custom: true,
    inputs: { name: urn },
    outputs: { arn: urn, name: urn },
  }));
  return { manifest: { time: updates.toString() }, resources: updates === 0 ? [] : [root, ...made] };
}

function eventsOf(stack: string): EngineEvent[] {
  const made = urnsOf(stack).flatMap((urn) => {
    const metadata = {
      op: "create",
      urn,
      type: "aws:dynamodb/table:Table",
      new: { urn, type: "aws:dynamodb/table:Table", custom: true, inputs: {}, outputs: {} },
    };
    return [{ resourcePreEvent: { metadata } }, { resOutputsEvent: { metadata } }];
  });
  return [...made, { summaryEvent: { resourceChanges: { create: RESOURCES } } }] as unknown as EngineEvent[];
}

/** Sends engine events to whom the SDK has told to listen, as the engine does. */
function tell(log: string, events: readonly EngineEvent[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = new eventsService.EventsClient(log.replace("tcp://", ""), credentials.createInsecure());
    const stream = client.streamEvents((error) => {
      client.close();
      if (error === null) resolve();
      else reject(error);
    });
    for (const event of events) {
      const request = new eventsMessages.EventRequest();
      request.setEvent(JSON.stringify(event));
      stream.write(request);
    }
    stream.end();
  });
}
