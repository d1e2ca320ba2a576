import type { Caller } from "../../control-plane/caller.ts";
import { ControlPlane } from "../../control-plane/control-plane.ts";
import type { Properties } from "../../control-plane/properties.ts";
import type { Store } from "../../control-plane/store.ts";
import { loadCatalogue } from "../../iam/catalogue.ts";

/** The services whose actions the control plane checks. */
export const CATALOGUE = await loadCatalogue(["dynamodb", "kms", "secretsmanager", "sns", "sts"]);

export const OWNER: Caller = { account: "200000000002", region: "eu-west-1" };
export const CONSUMER: Caller = { account: "200000000003", region: "eu-west-1" };
export const MANAGEMENT: Caller = { account: "100000000001", region: "eu-west-1" };

/** A resource of a test's program: its type, its logical name and its inputs. */
export interface Wanted {
  readonly type: string;
  readonly inputs: Properties;
  readonly name?: string;
  readonly caller?: Caller;
}

/** The URN of a test's resource. */
export function urnOf({ type, name = "it" }: Wanted): string {
  return `urn:pulumi:test::palisade::${type}::${name}`;
}

/** A control plane with the tests' accounts and their organization. */
export function newPlane(store?: Store): ControlPlane {
  const plane = new ControlPlane(CATALOGUE, store);
  plane.seed([
    {
      type: "aws:organizations/organization:Organization",
      ...MANAGEMENT,
      id: "o-acmeexample",
      inputs: { enabledPolicyTypes: ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] },
      outputs: { roots: [{ id: "r-ab12" }] },
    },
    ...[OWNER, CONSUMER].map(({ account }) => ({
      type: "aws:organizations/account:Account",
      ...MANAGEMENT,
      id: account,
      inputs: { name: `account-${account}`, email: `${account}@example.com` },
    })),
  ]);
  return plane;
}

/** Makes a resource as a program would: checked first, and checks that the check finds nothing. */
export function make(plane: ControlPlane, wanted: Wanted): { id: string; outputs: Properties } {
  const { type, caller = OWNER, name = "it" } = wanted;
  const urn = urnOf(wanted);
  const { inputs, failures } = plane.check({ caller, urn, type, name, inputs: wanted.inputs });
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
  return plane.create({ caller, urn, type, name, inputs });
}

/** A policy document of one statement with the usual version. */
export function policy(...statements: readonly Record<string, unknown>[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export const TRUST = policy({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });

export function role(name: string, inputs: Properties = {}, caller: Caller = OWNER): Wanted {
  return { type: "aws:iam/role:Role", name, caller, inputs: { name, assumeRolePolicy: TRUST, ...inputs } };
}

/** A role that a service may take. */
export function roleOf(name: string, service: string, caller: Caller = OWNER): Wanted {
  const Action = ["sts:AssumeRole", "sts:TagSession"];
  return role(name, { assumeRolePolicy: policy({ Effect: "Allow", Principal: { Service: service }, Action }) }, caller);
}

export function table(name: string, inputs: Properties = {}): Wanted {
  return {
    type: "aws:dynamodb/table:Table",
    name,
    inputs: { name, billingMode: "PAY_PER_REQUEST", hashKey: "id", attributes: [{ name: "id", type: "S" }], ...inputs },
  };
}

export function vpc(name: string, inputs: Properties = {}): Wanted {
  return { type: "aws:ec2/vpc:Vpc", name, inputs: { cidrBlock: "10.20.0.0/16", ...inputs } };
}
