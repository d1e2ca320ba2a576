import type { Input } from "../request-input.ts";
import type { CallPlace } from "./known-tables.ts";

/** What DynamoDB answers. */
export interface StoreAnswer {
  readonly status: number;
  readonly body: Input;
}

/** What holds items: tables by account and region, called with the names of tables. */
export interface TableStore {
  call(place: CallPlace, operation: string, input: Input): Promise<StoreAnswer>;
  stop(): Promise<void>;
}
