import * as pulumi from "@pulumi/pulumi";
import type { RegisteredResource } from "../../../policy-pack/judge-resources.ts";

/** The resources of AWS that a program of this folder registers, as JSON on standard output. Call with the program's file name. */
const resources: RegisteredResource[] = [];

const NAMES: Readonly<Record<string, (name: string) => string>> = {
  "aws:dynamodb/table:Table": (name) => `arn:aws:dynamodb:eu-west-1:200000000002:table/${name}`,
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": () =>
    "arn:aws:iam::200000000002:oidc-provider/token.actions.githubusercontent.com",
  "aws:iam/role:Role": (name) => `arn:aws:iam::200000000002:role/${name}`,
  "aws:kms/key:Key": () => "arn:aws:kms:eu-west-1:200000000002:key/66666666-7777-8888-9999-000000000000",
  "aws:secretsmanager/secret:Secret": (name) => `arn:aws:secretsmanager:eu-west-1:200000000002:secret:${name}-a1b2c3`,
};

await pulumi.runtime.setMocks(
  {
    call: ({ inputs }) => inputs as Record<string, unknown>,
    newResource: ({ type, name, inputs, provider }) => {
      const given = inputs as Record<string, unknown>;
      const outputs = { ...given, arn: NAMES[type]?.(name) ?? `arn:aws:other:eu-west-1:200000000002:${name}` };
      const from = provider === undefined || provider === "" ? {} : { provider };
      resources.push({ urn: `urn:pulumi:prod::team::${type}::${name}`, type, name, inputs: given, outputs, ...from });
      return { id: name, state: outputs };
    },
  },
  "team",
  "prod",
);
await pulumi.runtime.runInPulumiStack(() => import(`./${process.argv[2] ?? ""}`));
await pulumi.runtime.disconnect();
process.stdout.write(JSON.stringify(resources));
