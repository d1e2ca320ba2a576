import type { AskedRequest } from "./asked-request.ts";
import { accountOfCaller, type Caller } from "./caller.ts";
import { type Denied, firstDenied, requestOf, UnknownName } from "./decide-requests.ts";
import { denialMessage } from "./denial-message.ts";
import { keyRequests } from "./keys/key-requests.ts";
import { Kms } from "./keys/kms.ts";
import { isRefusal, type Refusal, refused } from "./refusal.ts";
import { type Input, isInput } from "./request-input.ts";
import { Secrets } from "./secrets/secrets.ts";
import { batchStatements } from "./statements/batch-statements.ts";
import { StreamLog } from "./streams/stream-log.ts";
import { carryOut, type WrittenStreams } from "./tables/carry-out.ts";
import { type CallPlace, type KnownTables, knownTables } from "./tables/known-tables.ts";
import { tableRequests } from "./tables/table-requests.ts";
import type { TableStore } from "./tables/table-store.ts";
import { Transactions } from "./tables/transactions.ts";
import type { TriedOrganization } from "./tried-organization.ts";

/** The services of calls in JSON by the prefixes of their targets. */
const TARGETS: Readonly<Record<string, "dynamodb" | "kms" | "secretsmanager">> = {
  DynamoDB_20120810: "dynamodb",
  DynamoDBStreams_20120810: "dynamodb",
  TrentService: "kms",
  secretsmanager: "secretsmanager",
};

/** A call of a service whose requests are JSON. */
export interface JsonCall {
  readonly service: "dynamodb" | "kms" | "secretsmanager";
  readonly operation: string;
  readonly input: Input;
}

/** An answer in JSON. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: object;
}

/** Reads a call by its `X-Amz-Target` header; a refusal where it cannot be read, or is of a service that is not there. */
export function jsonCall(target: string, body: Uint8Array): JsonCall | Refusal {
  const [prefix = "", operation = ""] = target.split(".");
  const service = Object.hasOwn(TARGETS, prefix) ? TARGETS[prefix] : undefined;
  if (service === undefined || !/^[A-Za-z0-9]+$/.test(operation))
    return refused(
      "UnknownOperationException",
      `${target}: is not of DynamoDB, its streams, KMS, Secrets Manager or STS, which are all that is here`,
    );
  try {
    const input: unknown = body.length === 0 ? {} : JSON.parse(Buffer.from(body).toString());
    if (isInput(input)) return { service, operation, input };
  } catch {
    // Answered below.
  }
  return refused("SerializationException", "The body is no JSON object");
}

/** Decides calls over the documents of an organization, and carries out what is allowed. */
export class TriedCalls {
  readonly #organization: TriedOrganization;
  readonly #store: Transactions;
  readonly #tables: KnownTables;
  readonly #streams: WrittenStreams;
  readonly #kms: Kms;
  readonly #secrets: Secrets;

  constructor(organization: TriedOrganization, store: TableStore, tables: KnownTables, clock: () => number = Date.now) {
    const { deployed } = organization.world;
    this.#organization = organization;
    const log = new StreamLog(clock);
    this.#store = new Transactions(store, tables, clock, log);
    this.#streams = { log, clock };
    this.#tables = tables;
    this.#kms = new Kms(deployed);
    this.#secrets = new Secrets(deployed);
  }

  /** Decides a call of a caller from a network: nothing where it may make it, else what denies it, or why AWS would not read it. */
  decide(call: JsonCall, caller: Caller, region: string, from: string | undefined): Denied | Refusal | undefined {
    const asked = this.#asked(call, { accountId: accountOfCaller(caller), region });
    if (isRefusal(asked)) return asked;
    const requests = asked.map((each) => requestOf(each, caller, from));
    try {
      return firstDenied(requests, caller.policy, this.#organization);
    } catch (error) {
      if (error instanceof UnknownName) return refused("ValidationException", error.message);
      throw error;
    }
  }

  /** Decides a call and carries it out. */
  async answer(call: JsonCall, caller: Caller, region: string, from: string | undefined): Promise<JsonAnswer | Refusal> {
    if (call.service === "dynamodb" && call.operation === "BatchExecuteStatement") {
      const single = (input: Input) => this.answer({ ...call, operation: "ExecuteStatement", input }, caller, region, from);
      return await batchStatements(call.input, { accountId: accountOfCaller(caller), region }, this.#tables, single);
    }
    const denied = this.decide(call, caller, region, from);
    if (denied !== undefined) return isRefusal(denied) ? denied : this.#accessDenied(denied);
    const done = await this.#carryOut(call, { accountId: accountOfCaller(caller), region });
    return (
      done ??
      refused(
        "UnknownOperationException",
        `${call.operation} is allowed, and is not carried out here: only decisions, items, streams, keys and secrets are`,
      )
    );
  }

  /** Stops what holds the items, once it has answered. */
  stop(): Promise<void> {
    return this.#store.stop();
  }

  #accessDenied(denied: Denied): Refusal {
    return refused("AccessDeniedException", denialMessage(denied, this.#organization.explained));
  }

  #asked({ service, operation, input }: JsonCall, place: CallPlace): readonly AskedRequest[] | Refusal {
    switch (service) {
      case "dynamodb":
        return tableRequests(operation, input, { tables: this.#tables, place });
      case "kms":
        return keyRequests(operation, input, place);
      case "secretsmanager":
        return this.#secrets.requests(operation, input, place);
    }
  }

  async #carryOut({ service, operation, input }: JsonCall, place: CallPlace): Promise<JsonAnswer | Refusal | undefined> {
    if (service === "dynamodb") return await carryOut(operation, input, place, this.#tables, this.#store, this.#streams);
    const body = service === "kms" ? this.#kms.call(operation, input, place) : this.#secrets.call(operation, input, place);
    return body === undefined || isRefusal(body) ? body : { status: 200, body };
  }
}

/** The declared tables of an organization, with their streams. */
export const tablesOf = ({ plan, world }: Pick<TriedOrganization, "plan" | "world">): KnownTables =>
  knownTables(plan, (arn) => world.deployed.streams.get(arn));
