import * as pulumi from "@pulumi/pulumi";

/** A policy document. A statement allows what it does not deny, on everything where it names no resource that its place needs. */
export const policy = (...statements: readonly Readonly<Record<string, unknown>>[]): pulumi.Output<string> =>
  pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })) });
