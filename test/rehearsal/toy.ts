import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { RehearsalOptions, StackProgram } from "../../rehearsal/rehearsal-options.ts";
import type { Rehearsal, RehearsedResource, StackOutcome } from "../../rehearsal/rehearsal-result.ts";
import { rehearsePrograms } from "../../rehearsal/rehearse-programs.ts";
import { newPlane, OWNER, policy } from "../control-plane/test-plane.ts";

export const PROJECT = "toys";
export const REGION = OWNER.region;

/** A stack of the owner's account. Its program may be as short as an expression. */
export function toy(
  name: string,
  program: () => Promise<Readonly<Record<string, unknown>> | undefined> | Readonly<Record<string, unknown>> | undefined,
  options: Partial<StackProgram> = {},
): StackProgram {
  return { name, dependsOn: [], account: OWNER.account, region: REGION, program: async () => await program(), ...options };
}

/** A program that makes something and exports nothing. */
export function only(make: () => unknown): () => undefined {
  return () => {
    make();
    return undefined;
  };
}

/** Rehearses stacks against a control plane of their own. */
export function rehearseToys(stacks: readonly StackProgram[], options: Partial<RehearsalOptions> = {}): Promise<Rehearsal> {
  return rehearsePrograms({ project: PROJECT, stacks, controlPlane: newPlane(), ...options });
}

/** The outcome of a stack. */
export function outcomeOf({ stacks }: Rehearsal, name: string): StackOutcome {
  const found = stacks.find((stack) => stack.name === name);
  if (found === undefined) throw new Error(`no stack ${name}`);
  return found;
}

/** The only resource of a type and, if given, name. */
export function resourceOf({ resources }: Rehearsal, type: string, name?: string): RehearsedResource {
  const found = resources.filter((resource) => resource.type === type && (name === undefined || resource.name === name));
  if (found[0] === undefined || found.length > 1) throw new Error(`${found.length.toString()} resources of ${type} ${name ?? ""}`);
  return found[0];
}

/** The full name by which stacks refer to a toy. */
export function fullName(stack: string): string {
  return `organization/${PROJECT}/${stack}`;
}

export const LAMBDA_MAY_ASSUME = policy({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });

/** A role that AWS accepts, unless `args` say otherwise. */
export function role(name: string, args: Partial<aws.iam.RoleArgs> = {}): aws.iam.Role {
  return new aws.iam.Role(name, { name, assumeRolePolicy: LAMBDA_MAY_ASSUME, ...args });
}

/** A role that AWS refuses, because it trusts one that does not exist. */
export function refusedRole(name: string): aws.iam.Role {
  const trust = policy({ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${OWNER.account}:role/nobody` }, Action: "sts:AssumeRole" });
  return role(name, { assumeRolePolicy: trust });
}

/** A parameter with a text that is no secret. @pulumi/aws makes `value` a secret. */
export function parameter(name: string, insecureValue: pulumi.Input<string>): aws.ssm.Parameter {
  return new aws.ssm.Parameter(name, { name: `/${name}`, type: "String", insecureValue });
}
