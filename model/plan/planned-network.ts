import type { Origin } from "./origin.ts";

export type PlannedNetwork = { readonly origin: Origin; readonly name: string; readonly region: string } & (
  | { readonly kind: "created"; readonly cidr: string; readonly zones: number; readonly reaches: readonly string[] }
  | {
      readonly kind: "existing";
      readonly vpc: string;
      readonly cidr: string | undefined;
      /** The DynamoDB endpoint that is there; undefined where one is added to the route tables. */
      readonly dynamodbEndpoint: string | undefined;
      readonly routeTables: readonly string[];
    }
  | { readonly kind: "shared"; readonly from: { readonly account: string; readonly network: string } }
);

/** The VPC that a workload calls from: the account that owns it, and its name there. */
export interface NetworkReference {
  readonly account: string;
  readonly network: string;
  readonly region: string;
}
