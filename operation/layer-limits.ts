import type { Layer } from "../model/names.ts";

/**
 * How many stacks of a layer are operated at the same time at most. Layers that are left out take as many as a run does.
 *
 * AWS Organizations answers few calls a second for the whole organization, such as two of DescribePolicy, and the policies of all accounts
 * are made in the management account. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export const LAYER_LIMITS: Readonly<Partial<Record<Layer, number>>> = { organization: 1, guardrails: 1, perimeter: 2 };

/** The layer of a stack, by its name. */
export const layerOf = (stack: string): string => stack.split(".", 1)[0] ?? stack;
